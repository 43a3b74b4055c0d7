import { ask, expect, test } from '../served-county'

test.use({ countyName: 'field' })

test('a campaign is prepared, started and watched; the public page names no household', async ({ open }) => {
  const page = await open({ login: 'office' })
  await page.goto('/desk/campaigns')
  await page.getByRole('button', { name: '新建活动' }).click()
  await page.getByLabel('名称').fill('冬季大走访')
  await page.getByRole('button', { name: '保存，先不开始' }).click()
  await expect(page.getByRole('heading', { name: /冬季大走访/ })).toContainText('未开始')
  await page.getByRole('button', { name: '开始', exact: true }).click()
  await page.getByRole('button', { name: '开始', exact: true }).click()
  await expect(page.getByRole('heading', { name: /冬季大走访/ })).toContainText('进行中')
  await page.getByRole('button', { name: '各干部' }).click()
  const behind = page.getByRole('table', { name: '各干部' }).getByRole('row').nth(1)
  await expect(behind).toContainText('未完成')
  await behind.getByRole('link').first().click()
  await expect(page.getByRole('complementary').getByRole('listitem').first()).toContainText('没走访')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '提醒落后的干部' }).click()
  await expect(page.getByRole('status').filter({ hasText: '还没完成' })).toBeVisible()

  const address = await page.getByRole('link', { name: '公开进度页' }).getAttribute('href')
  const { items } = await ask<{ items: { head_name: string }[] }>(page, '/api/households?limit=20')
  const anybody = await open({ javaScript: false, width: 360, height: 740 })
  await anybody.goto(address ?? '')
  await expect(anybody.getByRole('heading', { name: '冬季大走访' })).toBeVisible()
  const shown = await anybody.locator('body').innerText()
  for (const household of items) expect(shown).not.toContain(household.head_name)
})

test('a pack is ordered, printed village by village and fetched', async ({ open }) => {
  const page = await open({ login: 'office' })
  await page.goto('/desk/packs')
  await page.getByRole('button', { name: '制作打印包' }).first().click()
  const panel = page.getByRole('complementary')
  await panel.getByRole('button', { name: '全县' }).click()
  await panel.getByRole('button', { name: '制作打印包' }).click()
  await expect(panel.getByText('已做好', { exact: true })).toBeVisible({ timeout: 60_000 })
  const file = panel.getByRole('listitem').getByRole('link').first()
  await expect(file).toBeVisible()
  const fetched = page.waitForEvent('download')
  await file.click()
  expect((await fetched).suggestedFilename()).toMatch(/\.pdf$/)
})

test('an inspector looks into a flag and writes down what he found; nobody else sees flags', async ({ open, county }) => {
  // An official says that he was at the household of the demo's code, the first of his village.
  const official = await open({ login: 'official' })
  const { items } = await ask<{ items: { id: string; code: string }[] }>(official, '/api/visits/due?limit=100')
  const home = items.sort((one, other) => one.code.localeCompare(other.code))[0]
  const claim = { household_id: home?.id, claimed_at: new Date().toISOString(), topic: 'family' }
  const logged = await official.context().request.put(`/api/visits/${crypto.randomUUID()}`, { data: claim, headers: { 'X-Lianxin': '1' } })
  expect(logged.status(), await logged.text()).toBe(201)

  const household = await open({ javaScript: false, width: 360, height: 740 })
  await household.goto(`/R/${county.householdCode}`)
  await household.goto('/h/visits')
  await household.getByRole('button', { name: '没来过' }).first().click()

  const page = await open({ login: 'inspector' })
  await page.goto('/desk/flags')
  await page.getByRole('table', { name: '疑点' }).getByRole('link', { name: '农户否认' }).first().click()
  const panel = page.getByRole('complementary')
  await panel.getByLabel('核实情况').fill('电话问过，当天家里没有人。')
  await panel.getByRole('button', { name: '记下' }).click()
  await expect(panel.getByText('电话问过，当天家里没有人。')).toBeVisible()
  await expect(panel.getByText('已核实')).toBeVisible()
  // Said once.
  await expect(panel.getByLabel('核实情况')).toHaveCount(0)
  const office = await open({ login: 'office' })
  await office.goto('/desk/')
  await expect(office.getByRole('link', { name: '疑点', exact: true })).toHaveCount(0)
  expect((await office.context().request.get('/api/flags')).status()).toBe(403)
})
