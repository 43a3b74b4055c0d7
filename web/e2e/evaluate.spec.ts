import { expectSound } from './axe/sound'
import { invitation } from './rate/invitation'
import { openEvaluation, staff } from './rate/round'
import { ask, expect, test } from './served-county'

test.use({ countyName: 'evaluate' })

const PHONE = { width: 360, height: 740 }
const RECEIPT = /^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/

interface Official { id: string; number: string; name: string; unit: { id: string; name: string } }

test('colleagues rate one after the other, with a list of who is left, and the desk sees two numbers', async ({ open, county }) => {
  const office = await open({ login: 'office' })
  const of = await staff(office)
  const { items } = await ask<{ items: Official[] }>(office, `/api/officials?unit_id=${of}&limit=200`)
  const [colleague, ...others] = items
  if (!colleague || others.length < 5) throw new Error('there are not colleagues enough')
  const { unit } = colleague

  // A desk is told what can be asked before it prepares anything.
  await office.goto('/desk/rounds/new')
  await office.getByLabel('由谁来评').selectOption({ label: '本单位的同事互评（单位民主测评）' })
  await office.getByRole('searchbox', { name: '哪个单位' }).fill(unit.name)
  await expect(office.getByRole('button', { name: unit.name }).first()).toBeVisible()
  await expectSound(office)

  // Reports for which a rating page has no room.
  const report = (name: string) => `${name}这一年：` + '走访农户，记下难处，能当天办的当天办。'.repeat(30)
  for (const { id: of, name } of others) {
    const answer = await office.request.put(`/api/officials/${of}/duty-report`, { data: { text: report(name) }, headers: { 'X-Lianxin': '1' } })
    expect(answer.status(), await answer.text()).toBe(200)
  }

  const id = await openEvaluation(office, 'CP2026', unit.id)
  await office.goto(`/desk/rounds/${id}`)
  await expect(office.getByRole('heading', { name: '测评邀请信' })).toBeVisible()
  const [download] = await Promise.all([office.waitForEvent('download'), office.getByRole('link', { name: '打印邀请信' }).click()])
  expect(download.suggestedFilename()).toMatch(/\.pdf$/)
  await expectSound(office)

  const letter = invitation(county, id, colleague.number)
  const official = await open({ login: 'official', ...PHONE })
  await official.goto(letter)
  await expect(official.getByRole('heading', { name: '请换一个浏览器打开' })).toBeVisible()

  const page = await open(PHONE)
  await page.goto(letter)
  await expect(page).toHaveURL(/\/e$/)
  const send = page.getByRole('button', { name: '投进票箱' })
  const left = page.getByRole('navigation', { name: '还没有评的' })
  await expect(send).toBeEnabled()
  const count = await left.getByRole('link').count()
  await expectSound(page)
  await page.getByText('满意', { exact: true }).click()
  await send.click()
  await expect(page.locator('.receipt')).toHaveText(RECEIPT)
  await expectSound(page)
  // The one who has a receipt is not among those who are left; another one may be taken before his turn.
  await expect(left.getByRole('link')).toHaveCount(count)
  const last = left.getByRole('link').last()
  const name = await last.innerText()
  await last.click()
  await expect(page.locator('.official:visible .name')).toHaveText(name)
  await page.getByText('非常不满意', { exact: true }).click()
  await send.click()
  await expect(page.locator('.receipt')).toHaveText(RECEIPT)
  await expect(left.getByRole('link')).toHaveCount(count - 1)
  await expect(left.getByRole('link', { name, exact: true })).toHaveCount(0)

  // The report is read on a page of its own, from which one comes back to the same colleague.
  await page.getByRole('button', { name: /^接着评：/ }).click()
  const asked = page.locator('.official .name')
  await expect(asked).not.toHaveText(name)
  const third = await asked.innerText()
  await page.getByRole('link', { name: '看全文' }).click()
  await expect(page.getByText(report(third))).toBeVisible()
  await expectSound(page)
  await page.getByRole('link', { name: '回去评' }).click()
  await expect(asked).toHaveText(third)

  // What is left unsent on one page goes first, wherever the invitation leads to.
  await page.route('**/api/ballot-box/ballots', (route) => route.abort('connectionreset'))
  await left.getByRole('link').last().click()
  await expect(asked).not.toHaveText(third)
  const fourth = await asked.innerText()
  await page.getByText('基本满意', { exact: true }).click()
  await send.click()
  await expect(page.getByRole('heading', { name: '网络不通，还没有送到' })).toBeVisible()
  await expect(left).toBeHidden()
  await page.unroute('**/api/ballot-box/ballots')
  await page.goto('/e')
  await expect(asked).toHaveText(fourth)
  await expect(page.locator('.receipt')).toHaveText(RECEIPT)

  await office.reload()
  await expect(office.getByText(/^3 \//)).toBeVisible()
})
