import { expect, pinForm, signedIn, test, typePin } from '../served-county'
import { enter, households, log, MARK, photo, ready, sizeOf, uploads, visitsTo } from './phone'

test.use({ countyName: 'phones' })

test('three visits with photos and a request, written without a network, closed and opened again, arrive once and in order', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const first = await context.newPage()
  await enter(first)
  await ready(first)
  const doors = (await households(context)).slice(0, 3)
  const before = await Promise.all(doors.map(async (door) => (await visitsTo(context, door.id)).length))

  // Where the network ends: the app opens all the same, from the phone.
  await context.setOffline(true)
  await enter(first)
  await expect(first.getByText('没有网络，照常记，联网后上传。')).toBeVisible()
  const picture = await photo(first)
  for (const [nth, door] of doors.entries()) {
    await log(first, door, `无网走访 ${nth + 1}`, { photo: picture, ...(nth === 1 ? { request: '门口的路灯不亮' } : {}) })
    await expect(first.getByText('已存手机', { exact: true }).first()).toBeVisible()
  }
  await first.close()

  const again = await context.newPage()
  await enter(again, '/app/mine/outbox')
  for (const nth of [1, 2, 3]) await expect(again.getByText(`无网走访 ${nth}`)).toBeVisible()
  await expect(again.getByRole('button', { name: '立即上传 3 条' })).toBeVisible()

  const sent: string[] = []
  const bodies: Buffer[] = []
  context.on('request', (request) => {
    if (request.method() !== 'PUT' || !request.url().includes('/api/visits/')) return
    sent.push(request.url().includes('/photos/') ? 'photo' : (request.postDataJSON() as { note: string }).note)
    if (request.url().includes('/photos/')) bodies.push(request.postDataBuffer() ?? Buffer.alloc(0))
  })
  await context.setOffline(false)
  await expect(again.getByText('已上传', { exact: true })).toHaveCount(3)
  await expect(again.getByRole('button', { name: /立即上传|正在上传/ })).toHaveCount(0)
  expect(sent).toEqual(['无网走访 1', 'photo', '无网走访 2', 'photo', '无网走访 3', 'photo'])

  // Small, and with nothing in it but the picture.
  for (const body of bodies) {
    expect(sizeOf(body)).toEqual({ width: 1600, height: 1200 })
    expect(body.includes(MARK)).toBe(false)
  }
  const received: string[] = []
  for (const [nth, door] of doors.entries()) {
    const visits = await visitsTo(context, door.id)
    expect(visits).toHaveLength((before[nth] ?? 0) + 1)
    const mine = visits.find((visit) => visit.note === `无网走访 ${nth + 1}`)
    expect(mine?.photos).toHaveLength(1)
    received.push(mine?.received_at ?? '')
    const kept = await context.request.get(`/api/visits/${mine?.id}/photos/${mine?.photos[0]}`)
    expect(sizeOf(await kept.body())).toEqual({ width: 1600, height: 1200 })
  }
  expect([...received].sort()).toEqual(received)
  const requests = (await (await context.request.get(`/api/requests?household_id=${doors[1]?.id}&sort=-opened`)).json()) as { items: { id: string }[] }
  const request = (await (await context.request.get(`/api/requests/${requests.items[0]?.id}`)).json()) as { body: string }
  expect(request.body).toBe('门口的路灯不亮')

  // A second opening finds nothing to send.
  sent.length = 0
  await enter(again, '/app/households')
  await expect(uploads(again)).toContainText('已全部上传')
  expect(sent).toEqual([])
  await context.close()
})

test('a server that answers 500, then not at all, then as it should, gets a visit once', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await page.clock.install()
  await enter(page)
  await ready(page)
  const door = (await households(context))[3]
  if (!door) throw new Error('the official has four households')
  const before = (await visitsTo(context, door.id)).length
  const asked: string[] = []
  let hung = () => {}
  const hanging = new Promise<void>((done) => (hung = done))
  await page.route(/\/api\/visits\/[0-9a-f-]{36}$/, async (route) => {
    if (route.request().method() !== 'PUT') return route.fallback()
    asked.push(route.request().url())
    if (asked.length === 1) return route.fulfill({ status: 500, contentType: 'text/html', body: 'broken' })
    // The server has it, and its answer never comes.
    if (asked.length === 2) {
      await route.fetch()
      return hung()
    }
    return route.continue()
  })
  await log(page, door, '服务器不稳')
  await page.goto('/app/mine/outbox')
  await typePin(pinForm(page))
  await hanging
  await expect(page.getByRole('button', { name: '正在上传' })).toBeVisible()
  await page.clock.fastForward(31_000)
  await expect(page.getByText('没有传成')).toBeVisible()
  await expect(page.getByText('已存手机', { exact: true })).toBeVisible()
  // It tries again by itself.
  await page.clock.fastForward(16_000)
  await expect(page.getByText('已上传', { exact: true })).toHaveCount(1)
  expect(new Set(asked).size).toBe(1)
  expect(asked).toHaveLength(3)
  expect(await visitsTo(context, door.id)).toHaveLength(before + 1)
  await context.close()
})

test('a server that is too busy is asked again when it says so, not before', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await page.clock.install()
  await enter(page)
  await ready(page)
  const door = (await households(context))[4]
  if (!door) throw new Error('the official has five households')
  let asked = 0
  await page.route(/\/api\/visits\/[0-9a-f-]{36}$/, (route) => {
    if (route.request().method() !== 'PUT') return route.fallback()
    asked += 1
    return asked === 1 ? route.fulfill({ status: 429, headers: { 'Retry-After': '90' }, contentType: 'application/problem+json', body: '{"title":"太忙了","status":429}' }) : route.continue()
  })
  await log(page, door, '服务器太忙')
  await uploads(page).click()
  await expect(page.getByRole('button', { name: /服务器忙，\d+ 秒后再传/ })).toBeDisabled()
  await page.clock.fastForward(60_000)
  await expect(page.getByRole('button', { name: /服务器忙/ })).toBeDisabled()
  expect(asked).toBe(1)
  await page.clock.fastForward(31_000)
  await expect(page.getByText('已上传', { exact: true })).toHaveCount(1)
  expect(asked).toBe(2)
  await context.close()
})
