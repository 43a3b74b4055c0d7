import { expect, signedIn, test } from '../served-county'
import { enter, households, log, ready, uploads, visitsTo } from './phone'

test.use({ countyName: 'handed' })

test('a visit written before the household was handed over still goes up, and stays its writer\'s', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const office = await signedIn(browser, county, { login: 'office' })
  const page = await context.newPage()
  await enter(page)
  await ready(page)
  const [door] = await households(context)
  if (!door?.official) throw new Error('the official has households')
  const before = (await visitsTo(context, door.id)).length
  const { today } = (await (await office.request.get('/api/me')).json()) as { today: string }
  const eve = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)
  await context.setOffline(true)
  await log(page, door, '移交之前走访的', { when: `${eve}T16:20` })

  // Meanwhile, on the desk.
  const officials = (await (await office.request.get('/api/officials?limit=50')).json()) as { items: { id: string; name: string }[] }
  const next = officials.items.find((one) => one.id !== door.official?.id)
  const moved = await office.request.post('/api/links', { data: { household_ids: [door.id], official_id: next?.id, on: today, reason: '分工调整' } })
  expect(moved.status(), await moved.text()).toBeLessThan(300)

  await context.setOffline(false)
  await expect(uploads(page)).toContainText('已全部上传')
  const visits = await visitsTo(office, door.id)
  expect(visits).toHaveLength(before + 1)
  const mine = visits.find((visit) => visit.official.id === door.official?.id && visit.id === visits[0]?.id)
  expect(mine, 'credited to whoever held the household on that day').toBeDefined()

  await enter(page)
  await expect(page.getByRole('heading', { name: '已移交的户' })).toBeVisible()
  await expect(page.getByRole('list', { name: '联系户' }).getByRole('link', { name: new RegExp(`^${door.head_name}`) })).toHaveCount(0)
  await page.getByRole('link', { name: new RegExp(`${door.head_name}.*移交给 ${next?.name}`) }).click()
  await expect(page.getByText('这一户已移交')).toBeVisible()
  await expect(page.getByRole('link', { name: '记走访' })).toHaveCount(0)
  await context.close()
  await office.close()
})

test('a phone that was revoked forgets everything at its next contact, and says so', async ({ browser, county }) => {
  const lost = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await lost.newPage()
  await enter(page)
  await ready(page)
  const door = (await households(lost))[2]
  if (!door) throw new Error('the official has households')
  await lost.setOffline(true)
  await log(page, door, '手机丢了')

  // On his other phone.
  const other = await signedIn(browser, county, { login: 'official', byHand: true })
  const second = await other.newPage()
  await enter(second, '/app/mine/phone')
  // All but the one in his hand: the phone of the test before is his as well.
  const others = second.getByRole('button', { name: '丢了' })
  await others.first().waitFor()
  for (let left = await others.count(); left > 0; left -= 1) {
    await others.first().click()
    await second.getByRole('button', { name: '停用并清除' }).click()
    await expect(others).toHaveCount(left - 1)
  }
  await expect(second.getByText('已停用，联网时清除').first()).toBeVisible()

  // Before any PIN. Without a network the phone asks in vain; the next time it is reached.
  const inVain = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/me'))
  await page.reload()
  await inVain
  await lost.setOffline(false)
  await page.reload()
  await expect(page.getByRole('heading', { name: '这部手机已被停用' })).toBeVisible()
  await expect.poll(() => page.evaluate(async () => {
    const open = <T>(request: IDBRequest<T>) => new Promise<T>((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error) })
    const db = await open(indexedDB.open('lianxin-app'))
    const rows = await Promise.all([...db.objectStoreNames].map((name) => open(db.transaction(name).objectStore(name).count())))
    db.close()
    return { rows: rows.reduce((sum, n) => sum + n, 0), caches: (await caches.keys()).length, workers: (await navigator.serviceWorker.getRegistrations()).length }
  })).toEqual({ rows: 0, caches: 0, workers: 0 })
  // The server knows, and the session is over.
  expect((await lost.request.get('/api/me')).status()).toBe(401)
  await second.reload()
  const devices = (await (await other.request.get('/api/devices')).json()) as { items: { revoked_at?: string; wiped_at?: string }[] }
  expect(devices.items.filter((device) => device.wiped_at)).toHaveLength(1)
  await lost.close()
  await other.close()
})
