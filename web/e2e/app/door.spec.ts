import type { Page } from '@playwright/test'
import { expect, PASSWORD, PIN, pinForm, signedIn, test, typePin } from '../served-county'
import { enter, households, log, ready, uploads, visitsTo } from './phone'

test.use({ countyName: 'doors' })

interface Row { text: ArrayBuffer; iv: Uint8Array }

/** Everything that lies in the app's database, as whoever copies the profile reads it. */
async function laid(page: Page): Promise<{ stores: Record<string, number>; text: string; extractable: boolean[] }> {
  return page.evaluate(async () => {
    const open = <T>(request: IDBRequest<T>) => new Promise<T>((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error) })
    const db = await open(indexedDB.open('lianxin-app'))
    const stores: Record<string, number> = {}
    const texts: string[] = []
    const extractable: boolean[] = []
    for (const name of db.objectStoreNames) {
      const rows = await open(db.transaction(name).objectStore(name).getAll()) as unknown[]
      stores[name] = rows.length
      for (const row of rows) {
        if (row instanceof CryptoKey) extractable.push(row.extractable)
        else texts.push(JSON.stringify(row), new TextDecoder().decode((row as Row).text))
      }
    }
    db.close()
    return { stores, text: texts.join('\n'), extractable }
  })
}

test('a wrong PIN opens nothing and costs time, the right one opens', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await page.clock.install()
  await page.goto('/app/')
  // A PIN that anybody would try is not taken, nor two that differ.
  await page.getByLabel('6 位数字').fill('123456')
  await expect(page.getByRole('alert')).toHaveText('太容易猜到，请换一个。')
  await page.getByLabel('6 位数字').fill(PIN)
  await page.getByLabel('再输一遍 6 位数字').fill('280518')
  await expect(page.getByRole('alert')).toHaveText('两次不一样，请重新设。')
  await typePin(pinForm(page))
  await ready(page)

  await page.reload()
  for (const left of [9, 8]) {
    await page.getByLabel('6 位数字').fill('730164')
    await expect(page.getByRole('alert')).toHaveText(`PIN 不对，还可以试 ${left} 次。`)
  }
  await page.getByLabel('6 位数字').fill('730164')
  await expect(page.getByText(/输错多次，请等 \d+ 秒/)).toBeVisible()
  // Closing the page does not make the wait shorter.
  await page.reload()
  await expect(page.getByText(/输错多次，请等 \d+ 秒/)).toBeVisible()
  await expect(page.getByLabel('6 位数字')).toHaveCount(0)
  await page.clock.fastForward(31_000)
  await typePin(pinForm(page))
  await ready(page)
  await context.close()
})

test('digits that are typed before the server has said who is here are kept', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await enter(page)
  await ready(page)
  let answer = (): void => undefined
  const held = new Promise<void>((resolve) => { answer = resolve })
  await page.route(/\/api\/me$/, async (route) => {
    await held
    await route.fallback()
  })
  await page.reload()
  const field = page.getByLabel('6 位数字')
  await field.pressSequentially(PIN.slice(0, 3))
  const answered = page.waitForResponse(/\/api\/me$/)
  answer()
  await answered
  // So many pictures later the page has long read again whose PIN it asks for.
  await page.evaluate(async () => { for (let nth = 0; nth < 30; nth += 1) await new Promise(requestAnimationFrame) })
  await field.pressSequentially(PIN.slice(3))
  await ready(page)
  await context.close()
})

test('ten wrong PINs delete the readable copy, keep what is unsent sealed, and want a new sign-in', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await page.clock.install()
  await enter(page)
  await ready(page)
  const door = (await households(context))[0]
  if (!door) throw new Error('the official has households')
  const before = (await visitsTo(context, door.id)).length
  await context.setOffline(true)
  await log(page, door, '十次输错之前写的')
  await enter(page)
  await context.setOffline(false)
  await page.route(/\/api\/visits\/[0-9a-f-]{36}$/, (route) => route.abort())
  await page.reload()
  for (let nth = 1; nth <= 10; nth += 1) {
    await page.getByLabel('6 位数字').fill('730164')
    if (nth < 10) await expect(page.getByRole('alert').or(page.getByText(/请等/))).toBeVisible()
    if (nth >= 3 && nth < 10) {
      await page.clock.fastForward(3_601_000)
      await expect(page.getByLabel('6 位数字')).toBeVisible()
    }
  }
  await expect(page.getByRole('heading', { name: 'PIN 输错 10 次' })).toBeVisible()
  await expect(page.getByText('1 条未上传的记录仍加密保存')).toBeVisible()
  expect((await laid(page)).stores).toMatchObject({ copy: 0, entry: 1, vault: 1 })

  await page.unroute(/\/api\/visits\/[0-9a-f-]{36}$/)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByLabel('账号').fill('official')
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await typePin(pinForm(page))
  await expect(uploads(page)).toContainText('已全部上传')
  expect(await visitsTo(context, door.id)).toHaveLength(before + 1)
  await context.close()
})

test('a forgotten PIN: after signing in again there is a new one, and the old one brings back what it locks', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await enter(page)
  await ready(page)
  const door = (await households(context))[1]
  if (!door) throw new Error('the official has households')
  const before = (await visitsTo(context, door.id)).length
  await page.route(/\/api\/visits\/[0-9a-f-]{36}$/, (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()))
  await log(page, door, '忘了 PIN 之前写的')
  await page.reload()
  await page.getByRole('button', { name: '忘了 PIN' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '登录' }).click()
  await page.getByLabel('账号').fill('official')
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('button', { name: '设新的 PIN' }).click()
  await typePin(pinForm(page), '730164')
  await expect(uploads(page)).toContainText('已全部上传')
  await page.unroute(/\/api\/visits\/[0-9a-f-]{36}$/)
  await uploads(page).click()
  await page.getByRole('button', { name: '用旧 PIN 取回' }).click()
  await page.getByLabel('旧 PIN（6 位数字）').fill('111222')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('PIN 不对')
  await page.getByLabel('旧 PIN（6 位数字）').fill(PIN)
  await expect(page.getByText('已上传', { exact: true })).toHaveCount(1)
  expect(await visitsTo(context, door.id)).toHaveLength(before + 1)
  await context.close()
})

test('nothing that lies on the phone can be read there, and no key can be taken out', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await enter(page)
  await ready(page)
  const [door] = await households(context)
  if (!door) throw new Error('the official has households')
  await page.route(/\/api\/visits\/[0-9a-f-]{36}$/, (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()))
  await log(page, door, '老人腿脚不便')
  const found = await laid(page)
  expect(found.stores).toMatchObject({ copy: 1, entry: 1, vault: 1 })
  for (const secret of ['老人', door.id, door.head_name, door.code, PIN]) expect(found.text).not.toContain(secret)
  expect(found.extractable).toEqual([false])
  await context.close()
})

test('another account on the same phone sees nothing of it, and sends nothing of it', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await enter(page)
  await ready(page)
  const door = (await households(context))[2]
  if (!door) throw new Error('the official has households')
  await page.route(/\/api\/visits\/[0-9a-f-]{36}$/, (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()))
  await log(page, door, '只有我看得见')
  const sign = (login: string) => context.request.post('/api/session', { data: { login, password: PASSWORD } })
  await sign('village-leader')
  await page.unroute(/\/api\/visits\/[0-9a-f-]{36}$/)
  let sent = 0
  context.on('request', (request) => { if (request.method() === 'PUT' && request.url().includes('/api/visits/')) sent += 1 })

  await page.goto('/app/')
  await expect(page.getByRole('heading', { name: '设一个 PIN' })).toBeVisible()
  await typePin(pinForm(page), '730164')
  await page.goto('/app/mine/outbox')
  await typePin(pinForm(page), '730164')
  await expect(page.getByText('没有等待上传的记录')).toBeVisible()
  expect(sent).toBe(0)

  await sign('official')
  await page.goto('/app/mine/outbox')
  // His own PIN, not the other one's.
  await expect(page.getByText('1 条未上传的记录加密存在手机上。')).toBeVisible()
  await typePin(pinForm(page))
  await expect(page.getByText('已上传', { exact: true })).toHaveCount(1)
  expect(sent).toBe(1)
  await context.close()
})

test('a session that has ended keeps what is unsent; after signing in again it goes up', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await enter(page)
  await ready(page)
  const door = (await households(context))[5]
  if (!door) throw new Error('the official has households')
  const before = (await visitsTo(context, door.id)).length
  await context.request.delete('/api/session')
  await log(page, door, '登录过期以后写的')
  await expect(page.getByText('登录已过期，没上传的记录还在。')).toBeVisible()
  await expect(page.getByText('已存手机', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: '登录' }).click()
  await page.getByLabel('账号').fill('official')
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await typePin(pinForm(page))
  await expect(uploads(page)).toContainText('已全部上传')
  expect(await visitsTo(context, door.id)).toHaveLength(before + 1)
  await context.close()
})

test('a phone that was out of sight for five minutes is locked, and what was being written is there', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await page.clock.install()
  const [door] = await households(context)
  await enter(page, `/app/visit?household=${door?.id}`)
  await page.getByLabel('记录').fill('话说到一半')
  const look = (state: 'hidden' | 'visible') => page.evaluate((visible) => {
    Object.defineProperty(document, 'visibilityState', { value: visible, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
  await look('hidden')
  await page.clock.fastForward(4 * 60_000)
  await look('visible')
  await expect(page.getByLabel('记录')).toHaveValue('话说到一半')
  await look('hidden')
  await page.clock.fastForward(5 * 60_000 + 1_000)
  await expect(page.getByRole('heading', { name: '请输入 PIN' })).toBeVisible()
  await expect(page.getByText('话说到一半')).toHaveCount(0)
  await look('visible')
  await typePin(pinForm(page))
  await expect(page.getByLabel('记录')).toHaveValue('话说到一半')
  await context.close()
})

test('a phone out of contact is warned, then forgets; what is unsent goes only after a week of warning', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  const start = new Date()
  await page.clock.install({ time: start })
  await enter(page)
  await ready(page)
  const door = (await households(context))[6]
  if (!door) throw new Error('the official has households')
  await context.setOffline(true)
  await log(page, door, '很久没有联网')
  const later = (days: number) => new Date(start.getTime() + days * 86_400_000)
  const openAt = async (days: number) => {
    await page.clock.setSystemTime(later(days))
    await page.reload()
  }
  await openAt(22)
  await expect(page.getByText('很久没有连上服务器')).toHaveCount(0)
  // Nobody looked for forty days: the copy goes, the unsent stays, with a warning.
  await openAt(40)
  await expect(page.getByText('连不上服务器')).toBeVisible()
  expect((await laid(page)).stores).toMatchObject({ copy: 0, entry: 1 })
  await openAt(46)
  expect((await laid(page)).stores).toMatchObject({ entry: 1, vault: 1 })
  await expect(page.getByText(/手机上的资料和 1 条未上传的记录会清除/)).toBeVisible()
  await openAt(48)
  await expect.poll(async () => (await laid(page)).stores).toMatchObject({ entry: 0, vault: 0, key: 0 })
  await context.close()
})
