import { generateKeyPairSync } from 'node:crypto'
import { expectSound } from './axe/sound'
import { door, households } from './rate/round'
import { gateway, type Gateway } from './rate/gateway'
import { ask, expect, test as base } from './served-county'

/** The county's server hands its messages to a gateway of this worker. */
const test = base.extend<object, { messages: Gateway }>({
  messages: [
    // eslint-disable-next-line no-empty-pattern -- this is how Playwright wants it
    async ({}, use) => {
      const messages = await gateway()
      process.env['LIANXIN_SMS_GATEWAY'] = 'webhook'
      process.env['LIANXIN_SMS_URL'] = messages.url
      process.env['LIANXIN_SMS_SECRET'] = 'of both'
      await use(messages)
      messages.close()
    },
    { scope: 'worker', auto: true },
  ],
})
test.use({ countyName: 'questions' })

const PHONE = { width: 360, height: 740 }
const publicKey = () => Buffer.from(generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')

test('a review of one candidate: asked at the desk, a code by message, its own reasons on the phone', async ({ open, messages }) => {
  const office = await open({ login: 'office' })
  const official = await open({ login: 'official' })
  const me = await ask<{ official: { name: string; number: string } }>(official, '/api/me')

  await office.goto('/desk/messages')
  await expect(office.getByText('本县自己的接口')).toBeVisible()
  const text = office.getByLabel('原文').first()
  await text.fill('没有占位符')
  await office.getByRole('button', { name: '保存' }).first().click()
  await expect(office.getByText('只能用规定的占位符')).toBeVisible()
  await text.fill('评议码{code}，别告诉别人')
  await office.getByRole('button', { name: '保存' }).first().click()
  await expect(office.getByText('已保存')).toBeVisible()

  await office.goto('/desk/rounds/new')
  await office.getByLabel('名称').fill('提拔前评议')
  await office.getByLabel('代号').fill('TB2026')
  await office.getByLabel('结束').fill('2099-12-31')
  await office.getByLabel('评议范围').selectOption('official')
  await office.getByLabel('哪位干部').fill(me.official.number)
  await office.getByRole('button', { name: new RegExp(me.official.name) }).click()
  await office.getByLabel('手机评议时另外核对').selectOption('sms')
  await office.getByLabel('问题', { exact: true }).fill('他适合提拔吗？')
  await office.getByRole('button', { name: '加一条原因' }).click()
  await office.getByLabel('原因 7', { exact: true }).fill('总是晚到')
  await office.getByRole('button', { name: '原因 7 上移' }).click()
  for (const nth of [1, 2]) await office.getByLabel(`第 ${nth} 位受托人的公钥`).fill(publicKey())
  await expectSound(office)
  await office.getByRole('button', { name: '新建一轮评议' }).click()
  await expect(office.getByRole('heading', { name: /提拔前评议/ })).toBeVisible()
  await expect(office.getByText('他适合提拔吗？')).toBeVisible()
  await office.getByRole('button', { name: '生成密钥' }).click()
  await expect(office.getByText('密钥齐了')).toBeVisible({ timeout: 60_000 })
  const round = office.url().split('/').at(-1) ?? ''
  const headers = { 'X-Lianxin': '1' }
  const missing = await office.request.get(`/api/rating-rounds/${round}/duty-reports?limit=1`)
  const { missing: reports } = (await missing.json()) as { missing?: number }
  const opened = await office.request.post(`/api/rating-rounds/${round}/open?missing_reports=${reports ?? 0}`, { headers })
  expect(opened.ok(), await opened.text()).toBe(true)

  // Nobody was issued anything: all that have a number are reminded, and nobody sees who.
  await office.goto(`/desk/rounds/${round}/reminders`)
  await expectSound(office)
  await office.getByRole('checkbox').check()
  await office.getByRole('button', { name: '发短信提醒' }).click()
  await expect(office.getByText(/起可以再提醒/)).toBeVisible()
  await expect.poll(() => messages.letters.filter((letter) => letter.purpose === 'rating_reminder').length).toBeGreaterThan(5)

  const [household] = await households(official)
  const page = await open(PHONE)
  await page.goto(await door(office, household ?? ''))
  await page.getByRole('link', { name: '评一评' }).click()
  await page.getByRole('button', { name: '发短信' }).click()
  await expect(page.getByLabel('短信里的六位数字')).toBeVisible()
  await expectSound(page)
  const code = () => messages.letters.find((letter) => letter.purpose === 'rating_code')?.params['code'] ?? ''
  await expect.poll(code).toMatch(/^\d{6}$/)
  await page.getByLabel('短信里的六位数字').fill(code())
  await page.getByRole('button', { name: '继续' }).click()
  // The county's open round and this one ask different things, each beside its official.
  const shown = page.locator('form:visible')
  const asks = async () => (await shown.locator('legend').textContent()) ?? ''
  await expect(shown).toHaveCount(1)
  for (let turn = 0; turn < 2; turn++) {
    const own = (await asks()).includes('提拔')
    await shown.getByText('不满意', { exact: true }).click()
    await shown.getByText(own ? '总是晚到' : '办事太慢').click()
    await expect(shown.getByText(own ? '办事太慢' : '总是晚到', { exact: true })).toHaveCount(own ? 1 : 0)
    await shown.getByRole('button', { name: '投进票箱' }).click()
    await expect(page.locator('.receipt')).toHaveText(/^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/)
    const next = page.locator('[data-act=next]:visible')
    if (turn === 0) await next.click()
  }
})
