import type { Page } from '@playwright/test'
import { ask, expect, test } from './served-county'

test.use({ countyName: 'errors' })

const PHONE = { width: 360, height: 740 }

/** Uploads a sheet in the import page and waits for its report. */
async function check(page: Page, kind: string, name: string, text: string): Promise<void> {
  await page.goto('/desk/imports')
  await page.getByLabel('导入什么').selectOption(kind)
  await page.getByLabel('文件').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByRole('button', { name: '上传并核对' }).click()
}

test('a broken sheet is refused with every row and column, and nothing of it is written', async ({ open }) => {
  const page = await open({ login: 'office' })
  const { items } = await ask<{ items: { village: { id: string }; code: string }[] }>(page, '/api/households?limit=1')
  const village = items[0]?.code.slice(0, 12)
  const before = await ask<{ counts: { households: number } }>(page, '/api/county')
  await check(page, 'households', '农户.csv', [
    '户编号,村代码,村民小组,户主,电话',
    `${village}-9001,${village},1,王五,13800001234`,
    `${village}-9002,${village},第一组,赵六,13800001235`,
    `${village}-9003,${village},2,,12345`,
    `${village}-9001,${village},3,钱七,13800001236`,
  ].join('\n'))
  await expect(page.getByText('发现 4 处错误，没有写入任何数据。请改好后重新上传。')).toBeVisible()
  const errors = page.getByRole('region', { name: '错误' }).getByRole('row')
  await expect(errors.filter({ hasText: '村民小组' })).toContainText('“第一组”不对；应为 1 到 999 的整数')
  await expect(errors.filter({ hasText: '村民小组' }).getByRole('cell').first()).toHaveText('3')
  await expect(errors.filter({ hasText: '户主' })).toContainText('不能为空')
  await expect(errors.filter({ hasText: '电话' })).toContainText('不是电话号码')
  await expect(errors.filter({ hasText: '户编号' })).toContainText('与第 2 行重复')
  expect((await ask<{ counts: { households: number } }>(page, '/api/county')).counts.households).toBe(before.counts.households)
})

test('an unknown village is named', async ({ open }) => {
  const page = await open({ login: 'office' })
  await check(page, 'households', '农户.csv', '户编号,村代码,村民小组,户主\n371323999999-0001,371323999999,1,王五\n')
  const error = page.getByRole('region', { name: '错误' }).getByRole('row').filter({ hasText: '村代码' })
  await expect(error).toContainText('没有代码为“371323999999”的村；请核对代码，或先导入网格')
})

test('a forged household code opens nothing and says what to do', async ({ open, county }) => {
  const page = await open({ ...PHONE, javaScript: false })
  const last = county.householdCode.slice(-1) === 'Z' ? 'Y' : 'Z'
  for (const forged of [`${county.householdCode.slice(0, -1)}${last}`, 'NOT-A-CODE']) {
    const answer = await page.goto(`/R/${forged}`)
    expect(answer?.status()).toBe(404)
    await expect(page.getByRole('heading', { name: '这个码打不开' })).toBeVisible()
    await expect(page.getByText('请对照卡片再扫一次')).toBeVisible()
    expect(await page.context().cookies()).toEqual([])
  }
  await page.goto('/h')
  await expect(page.getByRole('heading', { name: '请再扫一次户码' })).toBeVisible()
})

test('a browser in which an official is signed in cannot open a household\'s page', async ({ open, county }) => {
  const page = await open({ ...PHONE, login: 'official' })
  const answer = await page.goto(`/R/${county.householdCode}`)
  expect(answer?.status()).toBe(403)
  await expect(page.getByRole('heading', { name: '这里是群众的页面' })).toBeVisible()
})

test('a used slip and an unknown slip are refused, what was written stays', async ({ open }) => {
  const keeper = await open({ login: 'slips' })
  const rounds = await ask<{ items: { id: string; state: string }[] }>(keeper, '/api/rating-rounds')
  const round = rounds.items.find((each) => each.state === 'open')
  const officials = await ask<{ items: { id: string; households: number }[] }>(keeper, '/api/officials')
  const official = officials.items.find((each) => each.households > 0)
  const printed = await keeper.context().request.post(`/api/rating-rounds/${round?.id}/slips`, {
    data: { official_id: official?.id, count: 1 }, headers: { 'X-Lianxin': '1' },
  })
  const { codes } = (await printed.json()) as { codes: string[] }
  const page = await open({ ...PHONE, javaScript: false })
  const cast = async (code: string, comment: string) => {
    await page.goto('/slip')
    await page.getByLabel('评议票上的码').fill(code)
    await page.getByText('满意', { exact: true }).click()
    await page.getByLabel('还想说什么').fill(comment)
    await page.getByRole('button', { name: '投进票箱' }).click()
  }
  await cast(codes[0] ?? '', '')
  await expect(page.getByRole('heading', { name: '投进去了' })).toBeVisible()
  await cast(codes[0] ?? '', '修路的事办得好')
  await expect(page.getByRole('alert')).toContainText('每张票只能投一次')
  await expect(page.getByLabel('还想说什么')).toHaveValue('修路的事办得好')
  await cast('0000-0000', '')
  await expect(page.getByRole('alert')).toContainText('请对照票面再看一遍每个字')
})

test('a visit to the household of another official comes back with its reason', async ({ open }) => {
  const office = await open({ login: 'office' })
  const page = await open({ ...PHONE, login: 'official' })
  const mine = await ask<{ items: { id: string }[] }>(page, '/api/visits/due?limit=200')
  const all = await ask<{ items: { id: string }[] }>(office, '/api/households?limit=200')
  const foreign = all.items.find((each) => !mine.items.some((own) => own.id === each.id))
  // The page offers his own households only; the phone of whoever was replaced yesterday still offers the others.
  await page.route('**/api/visits/*', (route) => {
    if (route.request().method() !== 'PUT') return route.fallback()
    const sent = route.request().postDataJSON() as { household_id: string }
    return route.continue({ postData: JSON.stringify({ ...sent, household_id: foreign?.id }) })
  })
  await page.goto(`/app/visit?household=${mine.items[0]?.id}`)
  await page.getByRole('radio', { name: '生产收入' }).check()
  await page.getByRole('button', { name: '保存' }).click()
  await page.goto('/app/mine/outbox')
  await expect(page.getByText('这一户不在您的联系户中')).toBeVisible()
  await expect(page.getByRole('button', { name: '修改后重报' })).toBeVisible()
})

test('after five wrong passwords the page says how long to wait', async ({ open }) => {
  const page = await open({})
  await page.goto('/sign-in')
  for (let nth = 1; nth <= 6; nth += 1) {
    await page.getByLabel('账号').fill('typist')
    await page.getByLabel('密码').fill(`wrong-password-${nth}`)
    await page.getByRole('button', { name: '登录' }).click()
    await expect(page.getByRole('alert')).toContainText(nth <= 5 ? '账号或密码不对' : '秒后再试')
  }
})
