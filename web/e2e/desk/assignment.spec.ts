import type { Page } from '@playwright/test'
import { ask, expect, test } from '../served-county'

test.use({ countyName: 'assigned' })

interface Assignment { id: string; state: string; moves: number; overflow: number }
const newest = async (page: Page) => (await ask<{ items: Assignment[] }>(page, '/api/assignments?limit=1')).items[0]

test('an official leaves, an assignment is proposed, changed by hand and approved by a second person', async ({ open }) => {
  const office = await open({ login: 'office' })
  // Somebody leaves without a successor: his households have nobody.
  const { items: officials } = await ask<{ items: { id: string; name: string; households: number; post: string }[] }>(office, '/api/officials?limit=50')
  const leaving = officials.filter((one) => one.households > 0).at(-1)
  if (!leaving) throw new Error('the county has officials')
  await office.goto(`/desk/officials/${leaving.id}`)
  await office.getByRole('button', { name: '离任移交' }).click()
  await office.getByLabel('原因').fill('退休')
  await office.getByRole('button', { name: '办理移交' }).click()
  await expect(office.getByText(`${leaving.name}已办理移交。`)).toBeVisible()
  await expect(office.getByText(`${leaving.households} → 未联系`)).toBeVisible()

  await office.goto('/desk/assignments')
  await office.getByRole('button', { name: '提出新方案' }).click()
  await office.getByRole('button', { name: '开始计算' }).click()
  await expect(office.getByRole('heading', { name: /联系分配方案/ })).toContainText('待批准')
  const proposed = await newest(office)
  if (!proposed) throw new Error('it was proposed')
  expect(proposed.moves + proposed.overflow).toBeGreaterThanOrEqual(leaving.households)

  // Who moves and why; one is given to somebody else.
  await office.getByRole('button', { name: '变动名单' }).click()
  const row = office.getByRole('table', { name: '变动名单' }).getByRole('row').nth(1)
  await expect(row).toContainText('原')
  await row.getByRole('button', { name: '改派' }).click()
  const panel = office.getByRole('complementary')
  const taker = officials.find((one) => one.id !== leaving.id && one.households > 0 && one.households < 34) ?? officials.find((one) => one.id !== leaving.id)
  await panel.getByLabel('改由谁联系').fill(taker?.name ?? '')
  await panel.getByRole('button', { name: new RegExp(taker?.name ?? '') }).first().click()
  await panel.getByRole('button', { name: '改派' }).click()
  // Taken, with the loads it makes, or refused with the reason: the constraints are live.
  await expect(panel.getByRole('status').or(panel.getByRole('alert'))).toBeVisible()

  await office.getByRole('button', { name: '分布图' }).click()
  await expect(office.getByRole('img', { name: /户换联系干部/ })).toBeVisible()

  // Whoever proposed it cannot approve it.
  await office.goto(`/desk/assignments/${proposed.id}`)
  await expect(office.getByRole('button', { name: '批准' })).toBeDisabled()
  await expect(office.getByText('提出或改过方案的人不能自己批准')).toBeVisible()
  const second = await open({ login: 'hr' })
  await second.goto(`/desk/assignments/${proposed.id}`)
  await second.getByRole('button', { name: '批准' }).click()
  await second.getByRole('button', { name: '批准' }).click()
  await expect(second.getByRole('heading', { name: /联系分配方案/ })).toContainText('已批准')
})

test('a recusal is recorded and lifted, and a village gets a new leader who keeps his households', async ({ open }) => {
  const page = await open({ login: 'office' })
  const { items: [household] } = await ask<{ items: { id: string; head_name: string; code: string; official?: { id: string; name: string } }[] }>(page, '/api/households?limit=1')
  if (!household?.official) throw new Error('the first household has an official')
  await page.goto('/desk/recusals')
  await page.getByRole('button', { name: '登记回避' }).click()
  await page.getByLabel('户主').fill(household.code)
  await page.getByRole('button', { name: new RegExp(household.head_name) }).first().click()
  await page.getByLabel('联系干部').fill(household.official.name)
  await page.getByRole('button', { name: new RegExp(household.official.name) }).first().click()
  await page.getByRole('complementary').getByRole('button', { name: '登记回避' }).click()
  const row = page.getByRole('row', { name: new RegExp(`${household.code}.*${household.official.name}`) })
  await expect(row).toContainText('仍在联系，下次分配时断开')
  await row.getByRole('button', { name: '解除' }).click()
  await expect(row).toHaveCount(0)

  await page.goto('/desk/leaders')
  const village = page.getByRole('table', { name: '网格长' }).getByRole('row').nth(1)
  await village.getByRole('button', { name: '换人' }).click()
  const { items: officials } = await ask<{ items: { id: string; name: string; rank: string; households: number; state: string }[] }>(page, '/api/officials?limit=50')
  const leader = officials.find((one) => one.rank !== 'clerk' && one.state === 'active')
  if (!leader) throw new Error('somebody has the rank')
  const panel = page.getByRole('complementary')
  await panel.getByRole('searchbox', { name: '网格长' }).fill(leader.name)
  await panel.getByRole('button', { name: new RegExp(leader.name) }).first().click()
  await panel.getByRole('button', { name: '换人' }).click()
  await expect(village).toContainText(leader.name)
  const after = await ask<{ households: number }>(page, `/api/officials/${leader.id}`)
  expect(after.households).toBe(leader.households)
})

test('a household moves to another village and its history goes with it', async ({ open }) => {
  const page = await open({ login: 'office' })
  const { items } = await ask<{ items: { id: string; head_name: string; village: { id: string; name: string } }[] }>(page, '/api/households?limit=5')
  const household = items[3]
  const { items: villages } = await ask<{ items: { id: string; name: string }[] }>(page, '/api/grids?level=village&limit=20')
  const village = villages.find((one) => one.id !== household?.village.id)
  if (!household || !village) throw new Error('there are two villages')
  await page.goto(`/desk/households?open=${household.id}`)
  const panel = page.getByRole('complementary')
  await panel.getByRole('button', { name: '户变更' }).click()
  await panel.getByLabel(/^村（现在/).fill(village.name)
  await panel.getByRole('button', { name: new RegExp(village.name) }).first().click()
  await panel.getByLabel('原因').fill('搬到儿子家附近')
  await panel.getByRole('button', { name: '搬迁' }).click()
  await expect(panel.getByText(`${household.village.name} → ${village.name}`)).toBeVisible()
})
