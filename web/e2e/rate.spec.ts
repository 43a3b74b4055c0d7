import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page, Request } from '@playwright/test'
import { expectSound } from './axe/sound'
import { door, endRating, households, openRound } from './rate/round'
import { ask, expect, test } from './served-county'

test.use({ countyName: 'rate' })

const PHONE = { width: 360, height: 740 }
const ISSUE = '**/h/rate/issue'
const CAST = '**/api/ballot-box/ballots'
const RECEIPT = /^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/

/** Every test is a household of its own: each has one ballot. */
const addresses: string[] = []

function next(): string {
  const address = addresses.pop()
  if (!address) throw new Error('there are not households enough')
  return address
}

test.beforeEach(async ({ open }) => {
  if (addresses.length) return
  const office = await open({ login: 'office' })
  for (const id of await households(await open({ login: 'official' }))) addresses.push(await door(office, id))
})

const send = (page: Page) => page.getByRole('button', { name: '投进票箱' })
const done = (page: Page) => page.getByRole('heading', { name: '投进去了' })
const receipt = (page: Page) => page.locator('.receipt')
const face = (page: Page, name: string) => page.getByText(name, { exact: true })

async function toThePage(page: Page, code: string): Promise<void> {
  await page.goto(code)
  await page.getByRole('link', { name: '评一评' }).click()
  await expect(send(page)).toBeEnabled()
}

/** What was sent to the registrar and to the box. */
function watch(page: Page): Request[] {
  const sent: Request[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request)
  })
  return sent
}

const bodies = (sent: Request[], path: string) =>
  sent.filter((request) => request.url().endsWith(path)).map((request) => request.postDataJSON() as Record<string, unknown>)
const issues = (sent: Request[]) => bodies(sent, '/h/rate/issue')
const casts = (sent: Request[]) => bodies(sent, '/ballots')

const stored = (page: Page) => page.evaluate(() => JSON.stringify(localStorage))

test('three taps from the code to the receipt, and nothing tells the choice afterwards', async ({ open }) => {
  const page = await open(PHONE)
  const sent = watch(page)
  await page.goto(next())
  await page.getByRole('link', { name: '评一评' }).click()
  await face(page, '非常不满意').click()
  await send(page).click()
  await expect(done(page)).toBeFocused()
  await expect(receipt(page)).toHaveText(RECEIPT)
  expect(casts(sent).map((ballot) => ballot['level'])).toEqual(['very_dissatisfied'])

  const cast = sent.find((request) => request.url().endsWith('/ballots'))
  const headers = (await cast?.allHeaders()) ?? {}
  expect(headers['referer']).toBeUndefined()
  expect(headers['cookie'] ?? '').not.toContain('household')
  const salt = String(casts(sent)[0]?.['salt'])
  for (const secret of ['dissatisfied', 'fair', salt]) expect(await stored(page)).not.toContain(secret)
  await expect(face(page, '非常不满意')).toBeHidden()
  expect(await page.locator('input:checked').count()).toBe(0)

  // Nor when the page opens again, or the button back is pressed.
  const code = await receipt(page).textContent()
  await page.reload()
  await expect(receipt(page)).toHaveText(code ?? '')
  expect(await page.locator('input:checked').count()).toBe(0)
})

test('a changed answer is the same ballot, and the last one counts', async ({ open }) => {
  const page = await open(PHONE)
  const sent = watch(page)
  await toThePage(page, next())
  await face(page, '满意').click()
  await send(page).click()
  await expect(receipt(page)).toHaveText(RECEIPT)
  const first = await receipt(page).textContent()
  await page.reload()
  await page.getByRole('button', { name: '重新评' }).click()
  await face(page, '不满意').click()
  await page.getByText('办事太慢').click()
  await page.getByLabel('还想说什么').fill('路灯坏了\n没人修')
  await send(page).click()
  await expect(done(page)).toBeVisible()
  await expect(receipt(page)).not.toHaveText(first ?? '')
  const [before, after] = casts(sent)
  expect(after?.['nonce']).toBe(before?.['nonce'])
  expect(after?.['salt']).not.toBe(before?.['salt'])
  expect(after).toMatchObject({ level: 'dissatisfied', reasons: ['slow'], comment: '路灯坏了\n没人修' })
  expect(issues(sent)).toHaveLength(1)
})

for (const [room, lost] of [['the registrar', ISSUE], ['the ballot box', CAST]] as const) {
  for (const when of ['on the way there', 'on the way back']) {
    test(`the connection to ${room} is lost ${when}: the next page goes on, with one ballot`, async ({ open }) => {
      const page = await open(PHONE)
      const sent = watch(page)
      await toThePage(page, next())
      await page.route(lost, async (route) => {
        if (when === 'on the way back') await route.fetch()
        await route.abort('connectionreset')
      })
      await face(page, '基本满意').click()
      await send(page).click()
      await expect(page.getByRole('heading', { name: '网络不通，还没有送到' })).toBeVisible()
      await expectSound(page)
      await page.unroute(lost)
      // The household closed the page meanwhile, and opens it again.
      await page.reload()
      await expect(receipt(page)).toHaveText(RECEIPT)
      expect(new Set(issues(sent).map((asked) => asked['blinded'])).size).toBe(1)
      expect(new Set(casts(sent).map((ballot) => `${ballot['nonce']} ${ballot['salt']}`)).size).toBe(1)
    })
  }
}

test('a double tap sends once', async ({ open }) => {
  const page = await open(PHONE)
  const sent = watch(page)
  await toThePage(page, next())
  await face(page, '满意').click()
  await send(page).dblclick()
  await expect(done(page)).toBeVisible()
  expect([issues(sent).length, casts(sent).length]).toEqual([1, 1])
})

test('a second phone of the household is told where the ballot is', async ({ open }) => {
  const code = next()
  const first = await open(PHONE)
  const second = await open(PHONE)
  await toThePage(first, code)
  await toThePage(second, code)
  await face(first, '满意').click()
  await send(first).click()
  await expect(done(first)).toBeVisible()
  await face(second, '不满意').click()
  await send(second).click()
  const told = second.getByRole('heading', { name: '您家这一票已经在别的手机上领了' })
  await expect(told).toBeVisible()
  expect(await stored(second)).not.toContain('lianxin-rating')
  await second.reload()
  await expect(told).toBeVisible()
  await expectSound(second)
})

test('where nothing can be stored the page says so, and still rates', async ({ open }) => {
  const page = await open(PHONE)
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => { throw new Error('no storage') }
  })
  await toThePage(page, next())
  await expect(page.getByText('这部手机存不了东西')).toBeVisible()
  await face(page, '满意').click()
  await send(page).click()
  await expect(receipt(page)).toHaveText(RECEIPT)
})

test('a shared tablet keeps nothing', async ({ open }) => {
  const page = await open({ width: 768, height: 1024 })
  await page.goto('/h/leave#tablet')
  await toThePage(page, next())
  await expect(page.getByText('这是公用平板，不留任何记录')).toBeVisible()
  await face(page, '满意').click()
  await send(page).click()
  await expect(receipt(page)).toHaveText(RECEIPT)
  expect(await stored(page)).not.toContain('lianxin-rating')
  await expect(page.getByRole('button', { name: '重新评' })).toBeHidden()
  await page.getByRole('link', { name: '看完了，退出' }).click()
  await page.goto('/h/rate')
  await expect(page.getByRole('heading', { name: '请再扫一次户码' })).toBeVisible()
})

test('without JavaScript the slip is offered', async ({ open }) => {
  const page = await open({ ...PHONE, javaScript: false })
  await page.goto(next())
  await page.getByRole('link', { name: '评一评' }).click()
  await expect(send(page)).toBeHidden()
  await page.getByRole('link', { name: '改用评议票' }).last().click()
  await expect(page.getByLabel('评议票上的码')).toBeVisible()
})

test('a browser in which an official is signed in does not open it', async ({ open }) => {
  const page = await open({ login: 'official', ...PHONE })
  for (const path of [next(), '/h/rate']) {
    const answer = await page.goto(path)
    expect(answer?.status()).toBe(403)
    await expect(page.locator('#rating')).toHaveCount(0)
  }
})

test('axe finds nothing in any state, at any width', async ({ open }) => {
  const page = await open(PHONE)
  await toThePage(page, next())
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 740 })
    await expectSound(page)
  }
  await face(page, '非常不满意').click()
  await page.getByText('没来过我家').click()
  await expectSound(page)
  await page.setViewportSize(PHONE)
  await send(page).click()
  await expect(done(page)).toBeVisible()
  await expectSound(page)
  for (const view of ['sending', 'closed', 'slip', 'expired', 'refused']) {
    await page.evaluate((name) => {
      document.querySelectorAll<HTMLElement>('[data-view]').forEach((each) => { each.hidden = each.dataset['view'] !== name })
    }, view)
    await expectSound(page)
  }
})

test('every target is large enough for an old hand', async ({ open }) => {
  const page = await open(PHONE)
  await toThePage(page, next())
  await face(page, '非常不满意').click()
  const small = await page.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>('main label.face, main label.tick, main button, main a, header a, header button'))
      .filter((each) => each.offsetParent && (each.offsetHeight < 48 || parseFloat(getComputedStyle(each).fontSize) < 24))
      .map((each) => each.outerHTML))
  expect(small).toEqual([])
})

test('the script that is served holds the vector of RFC 9474', async ({ open }) => {
  const file = join(import.meta.dirname, '../../domain/tests/golden/rfc9474_randomized.json')
  const vector = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  const page = await open(PHONE)
  await toThePage(page, next())
  const found = await page.evaluate((given) => {
    const bytes = (name: string) => new Uint8Array(((given[name] ?? '').replace('0x', '').match(/../g) ?? []).map((pair) => parseInt(pair, 16)))
    const hex = (list: Uint8Array | null) => Array.from(list ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('')
    const { finalize, verify } = (window as unknown as { lianxinRating: typeof import('../src/household/rating/rating') }).lianxinRating
    const signature = finalize(bytes('n'), bytes('input_msg'), bytes('blind_sig'), bytes('inv'))
    return { signature: hex(signature), right: verify(bytes('n'), bytes('input_msg'), bytes('sig')), wrong: verify(bytes('n'), bytes('msg'), bytes('sig')) }
  }, vector)
  expect(found).toEqual({ signature: vector['sig'], right: true, wrong: false })
})

test('a round that ended meanwhile takes nothing, and an earlier receipt stands', async ({ open, county }) => {
  const page = await open(PHONE)
  await toThePage(page, next())
  await face(page, '满意').click()
  await send(page).click()
  await expect(done(page)).toBeVisible()
  await page.getByRole('button', { name: '重新评' }).click()
  await endRating(await open({ login: 'office' }), county)
  await face(page, '非常不满意').click()
  await send(page).click()
  await expect(page.getByRole('heading', { name: '评议已经截止' })).toBeVisible()
  expect(await stored(page)).not.toContain('dissatisfied')
  expect(await stored(page)).toContain('receipt')
})

test('the last four digits are asked for where the round wants them', async ({ open, county }) => {
  const office = await open({ login: 'office' })
  await endRating(office, county)
  await openRound(office, '2026-digits', 'last_four')
  await openRound(office, '2026-second')
  const official = await open({ login: 'official' })
  const mine = (await households(official))[0] ?? ''
  const { phone_masked: phone } = await ask<{ phone_masked: string }>(official, `/api/households/${mine}`)
  const right = phone.slice(-4)
  const page = await open(PHONE)
  await page.goto(await door(office, mine))
  await page.getByRole('link', { name: '评一评' }).click()
  const digits = page.getByLabel('您家登记的电话，最后四位数字')
  await expectSound(page)
  await digits.fill(right === '0000' ? '1111' : '0000')
  await page.getByRole('button', { name: '继续' }).click()
  await expect(page.getByRole('alert')).toContainText('对不上')
  await expectSound(page)
  await digits.fill(right)
  await page.getByRole('button', { name: '继续' }).click()
  // Two rounds are open: one ballot after the other.
  await expect(page.getByText('第 1 位，共 2 位')).toBeVisible()
  await face(page, '满意').click()
  await send(page).click()
  await expect(done(page)).toBeVisible()
  await page.getByRole('button', { name: /^接着评/ }).click()
  await expect(page.getByText('第 2 位，共 2 位')).toBeVisible()
  await face(page, '基本满意').click()
  await send(page).click()
  await expect(done(page)).toBeVisible()
  await page.reload()
  await expect(receipt(page)).toHaveText(RECEIPT)
})

test('the QR code of a slip fills its code in, and no address keeps it', async ({ open }) => {
  const page = await open({ width: 360, height: 740 })
  await page.goto('/slip#ABCDEFGHJKMNPQRS')
  await expect(page.locator('#code')).toHaveValue('ABCDEFGHJKMNPQRS')
  expect(page.url()).not.toContain('ABCDEFGH')
})
