import type { Page } from '@playwright/test'
import { ask, expect, test } from './served-county'

test.use({ countyName: 'rating-results' })

interface Listed<T> { items: T[] }
interface Round { id: string; state: string }

/** The round that was counted last. */
async function counted(page: Page): Promise<string> {
  const { items } = await ask<Listed<Round>>(page, '/api/rating-rounds')
  return items.find((round) => round.state === 'closed')?.id ?? ''
}

test('what households wrote is looked at, told in other words, and only that is read', async ({ open }) => {
  const office = await open({ login: 'office' })
  const round = await counted(office)
  const { items } = await ask<Listed<{ official: { id: string; name: string }; waiting: number }>>(office, `/api/rating-rounds/${round}/comments?limit=200`)
  const first = items.find((item) => item.waiting > 0)
  if (!first) throw new Error('the demo has comments that nobody has looked at')
  await office.goto(`/desk/rounds/${round}`)
  await office.getByRole('link', { name: '农户意见和摘要' }).click()
  await office.goto(`/desk/rounds/${round}/comments?official=${first.official.id}`)
  await expect(office.getByRole('heading', { name: first.official.name })).toBeVisible()
  const release = office.getByRole('button', { name: '发布给干部' })
  await office.getByLabel('第 1 行', { exact: true }).fill('有农户希望办事少跑几趟')
  await expect(release).toBeDisabled()
  const looked = office.getByText('已看', { exact: true })
  for (let nth = 0; nth < first.waiting; nth += 1) {
    await office.getByRole('article').nth(nth).getByRole('button', { name: '看过了' }).click()
    await expect(office.getByRole('article').filter({ has: looked })).toHaveCount(nth + 1)
  }
  await release.click()
  await office.getByRole('button', { name: '发布', exact: true }).click()
  await expect(office.getByText(/已发布$/).first()).toBeVisible()
  await expect(office.getByText('有农户希望办事少跑几趟')).toBeVisible()
})

test('an official reads on his phone what the rounds brought', async ({ open }) => {
  const official = await open({ login: 'official', width: 360, height: 740 })
  await official.goto('/app/mine')
  await official.getByRole('link', { name: '农户怎么说' }).click()
  await expect(official.getByRole('heading', { name: '评议结果', level: 1 })).toBeVisible()
  await expect(official.getByText('有农户觉得手续跑的趟数多，希望一次说清要带什么')).toBeVisible()
  // What anybody wrote is not there.
  await expect(official.getByText('打过两次电话都说在催')).toHaveCount(0)
})

test('a unit answers for what many named, and somebody outside it checks', async ({ open }) => {
  const office = await open({ login: 'office' })
  const { items } = await ask<Listed<{ id: string; state: string }>>(office, '/api/unit-rectifications?running=true')
  const answered = items.find((item) => item.state === 'answered')
  if (!answered) throw new Error('the demo has a rectification to check')
  const inspector = await open({ login: 'inspector' })
  await inspector.goto(`/desk/rectifications?open=${answered.id}`)
  const panel = inspector.getByRole('complementary')
  await expect(panel.getByText('待核查')).toBeVisible()
  await panel.getByLabel('核查情况').fill('抽问三户，两户说还没有办')
  await panel.getByRole('button', { name: '退回再改' }).click()
  await expect(panel.getByText('待整改')).toBeVisible()
  await expect(panel.getByText('抽问三户，两户说还没有办')).toBeVisible()
})

test('the office ticks the reasons for which a unit has 15 working days', async ({ open }) => {
  const office = await open({ login: 'office' })
  await office.goto(`/desk/rounds/${await counted(office)}/themes`)
  const slow = office.getByRole('checkbox', { name: '办事太慢' })
  const unfair = office.getByRole('checkbox', { name: '不公平' })
  await expect(slow).not.toBeChecked()
  await expect(unfair).toBeChecked()
  await slow.check()
  await unfair.uncheck()
  await office.getByRole('button', { name: '保存' }).click()
  await expect(office.getByText('已保存')).toBeVisible()
  await office.reload()
  await expect(slow).toBeChecked()
  await expect(unfair).not.toBeChecked()
})

test('a household asks for a call without script, and the page never says what it asked', async ({ open, county }) => {
  const household = await open({ width: 360, height: 740, javaScript: false })
  await household.goto(`/R/${county.householdCode}`)
  await household.goto('/h/call')
  await household.getByRole('combobox').first().selectOption({ label: '办事太慢' })
  await household.getByRole('button', { name: '请给我回电话' }).first().click()
  await expect(household.getByRole('heading', { name: '记下了' })).toBeVisible()
  await household.goto('/h/call')
  await expect(household.getByRole('combobox').first()).toHaveValue('')
  // Nobody learns who asked while the round is open.
  const office = await open({ login: 'office' })
  const { items } = await ask<Listed<Round>>(office, '/api/rating-rounds')
  const running = items.find((round) => round.state === 'open')?.id ?? ''
  const answer = await office.context().request.get(`/api/rating-rounds/${running}/call-backs`)
  expect(answer.status()).toBe(409)
})

test('on a phone the comments of one official take the place of the list', async ({ open }) => {
  const office = await open({ login: 'office', width: 390, height: 844 })
  const round = await counted(office)
  await office.goto(`/desk/rounds/${round}/comments`)
  const list = office.getByRole('table', { name: '农户意见和摘要' })
  await list.getByRole('link').first().click()
  await expect(office.getByRole('heading', { name: '给干部的摘要' })).toBeInViewport()
  await expect(list).toBeHidden()
  await office.getByRole('link', { name: '所有干部' }).click()
  await expect(list).toBeVisible()
})
