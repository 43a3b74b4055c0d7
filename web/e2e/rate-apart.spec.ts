import { expect, test, type Browser, type BrowserContext, type Page, type Request } from '@playwright/test'
import { expectSound } from './axe/sound'
import { apart, type Apart } from './rate/apart'
import { door, households } from './rate/round'
import { PASSWORD } from './served-county'

test.describe.configure({ mode: 'serial' })

const RECEIPT = /^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/
const CAST = '/api/ballot-box/ballots'

let rooms: Apart
const codes: string[] = []
const faults: string[] = []

async function signedIn(browser: Browser, login: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: rooms.county })
  const answer = await context.request.post('/api/session', { data: { login, password: PASSWORD }, headers: { 'X-Lianxin': '1' } })
  expect(answer.status(), await answer.text()).toBe(200)
  return context.newPage()
}

test.beforeAll(async ({ browser }) => {
  rooms = await apart()
  const office = await signedIn(browser, 'office')
  const official = await signedIn(browser, 'official')
  for (const id of (await households(official)).slice(0, 5)) codes.push(await door(office, id))
  for (const page of [office, official]) await page.context().close()
})

test.afterAll(() => rooms.end())

/** A household's phone. A box that is away is no fault of the page; what its policy stops would be. */
async function phone(context: BrowserContext): Promise<Page> {
  context.on('weberror', (thrown) => faults.push(String(thrown.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
  })
  const page = await context.newPage()
  await page.setViewportSize({ width: 360, height: 740 })
  const code = codes.pop()
  if (!code) throw new Error('there are not households enough')
  await page.goto(rooms.county + code)
  await page.getByRole('link', { name: '评一评' }).click()
  await expect(send(page)).toBeEnabled()
  return page
}

const send = (page: Page) => page.getByRole('button', { name: '投进票箱' })
const receipt = (page: Page) => page.locator('.receipt')
const lost = (page: Page) => page.getByRole('heading', { name: '网络不通，还没有送到' })

test.afterEach(() => expect(faults.splice(0)).toEqual([]))

test('a page of the county casts into the box of another origin, without a cookie or where it came from', async ({ context }) => {
  await context.addCookies([{ name: 'known', value: 'before', url: rooms.box }])
  const page = await phone(context)
  const sent: Request[] = []
  page.on('request', (request) => sent.push(request))
  await page.getByText('满意', { exact: true }).click()
  await send(page).click()
  await expect(receipt(page)).toHaveText(RECEIPT)
  const cast = sent.find((request) => request.method() === 'POST' && request.url() === rooms.box + CAST)
  const headers = (await cast?.allHeaders()) ?? {}
  expect(headers['origin']).toBe(rooms.county)
  expect([headers['cookie'], headers['referer']]).toEqual([undefined, undefined])
  const answer = await (await cast?.response())?.allHeaders()
  expect(answer?.['access-control-allow-origin']).toBe(rooms.county)
  expect([answer?.['access-control-allow-credentials'], answer?.['set-cookie']]).toEqual([undefined, undefined])
  // The box hears of nothing but the ballot.
  const others = sent.filter((request) => request.url().startsWith(rooms.box) && !request.url().endsWith(CAST))
  expect(others.map((request) => request.url())).toEqual([])
})

test('the slip is entered at the box itself', async ({ context }) => {
  const page = await phone(context)
  // Where the script does not run, the page shows the way.
  await expect(page.locator('.late a')).toHaveAttribute('href', `${rooms.box}/slip`)
  await page.goto(`${rooms.box}/slip`)
  await expectSound(page)
  await page.getByLabel('评议票上的码').fill('0000-0000-0000-00000')
  await page.getByText('满意', { exact: true }).click()
  await page.getByRole('button', { name: '投进票箱' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page).toHaveURL(`${rooms.box}/slip`)
  // Whoever types the old address is sent there.
  await page.goto(`${rooms.county}/slip`)
  await expect(page).toHaveURL(`${rooms.box}/slip`)
})

test('the box is down while a household casts: the page keeps the ballot and brings it when the box is back', async ({ context }) => {
  const page = await phone(context)
  await rooms.kill('ballot-box')
  await page.getByText('不满意', { exact: true }).click()
  await send(page).click()
  await expect(lost(page)).toBeVisible()
  await page.reload()
  await expect(lost(page)).toBeVisible()
  await rooms.start('ballot-box')
  // It asks again by itself.
  await expect(receipt(page)).toHaveText(RECEIPT, { timeout: 40_000 })
})

test('the registrar is down when the ballot is signed already: the box takes it', async ({ context }) => {
  const page = await phone(context)
  await page.route(`**${CAST}`, (route) => route.abort('connectionreset'))
  await page.getByText('基本满意', { exact: true }).click()
  await send(page).click()
  await expect(lost(page)).toBeVisible()
  await rooms.kill('registrar')
  await page.unroute(`**${CAST}`)
  // It asks again by itself.
  await expect(receipt(page)).toHaveText(RECEIPT, { timeout: 40_000 })
  await rooms.start('registrar')
})
