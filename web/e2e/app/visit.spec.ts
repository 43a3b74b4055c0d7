import type { BrowserContext, Page } from '@playwright/test'
import { expect, signedIn, test } from '../served-county'

interface Household { id: string; head_name: string; tag: string }

async function household(context: BrowserContext, which: number): Promise<Household> {
  const page = (await (await context.request.get('/api/visits/due?limit=200')).json()) as { items: Household[] }
  return page.items[which] as Household
}

async function visitsTo(context: BrowserContext, to: Household): Promise<{ id: string; note?: string }[]> {
  const page = (await (await context.request.get(`/api/visits?household_id=${to.id}&limit=200`)).json()) as { items: { id: string; note?: string }[] }
  return page.items
}

async function write(page: Page, to: Household, note: string): Promise<void> {
  await page.goto(`/app/visit?household=${to.id}`)
  await expect(page.getByText(to.head_name).first()).toBeVisible()
  await page.getByRole('radio', { name: '生产收入' }).check()
  await page.getByLabel('记录').fill(note)
}

const save = (page: Page) => page.getByRole('button', { name: '保存' })
const uploads = (page: Page) => page.locator('a[href="/app/mine/outbox"]').first()

test('an official logs a visit with a request and sees both at the household', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official' })
  const page = await context.newPage()
  const to = await household(context, 0)
  await write(page, to, '问了今年的收成')
  await page.getByRole('button', { name: '他家有诉求，记一件' }).click()
  await page.getByLabel('什么事').fill('屋后的路一下雨就积水')
  await save(page).click()
  await page.goto(`/app/households/${to.id}`)
  await expect(page.getByText('问了今年的收成')).toBeVisible()
  const [request] = ((await (await context.request.get(`/api/requests?household_id=${to.id}&sort=-opened`)).json()) as { items: { id: string }[] }).items
  await page.goto(`/app/requests/${request?.id}`)
  await expect(page.getByText('屋后的路一下雨就积水')).toBeVisible()
  await context.close()
})

test('a visit written where the network ends goes up when it is back, once', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official' })
  const page = await context.newPage()
  const to = await household(context, 3)
  const before = (await visitsTo(context, to)).length
  await page.goto(`/app/households/${to.id}`)
  await page.getByRole('link', { name: '记走访' }).click()
  await page.getByRole('radio', { name: '家庭情况' }).check()
  await context.setOffline(true)
  await save(page).click()
  await expect(page.getByText('已存手机', { exact: true })).toBeVisible()
  await context.setOffline(false)
  await expect(uploads(page)).toContainText('已全部上传')
  expect(await visitsTo(context, to)).toHaveLength(before + 1)
  await context.close()
})

test('an answer that was lost, a reload and a double tap make one visit', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official' })
  const page = await context.newPage()
  const to = await household(context, 4)
  const before = (await visitsTo(context, to)).length
  let asked = 0
  let lose = () => {}
  const lost = new Promise<void>((resolve) => (lose = resolve))
  await page.route(/\/api\/visits\/[0-9a-f-]{36}$/, async (route) => {
    asked += 1
    // The server has it; the phone never hears of it.
    await route.fetch()
    await route.abort('connectionreset')
    lose()
  })
  await write(page, to, '答复没有收到')
  await save(page).dblclick()
  await lost
  await expect(uploads(page)).toContainText('1 条待上传')
  expect(asked).toBe(1)
  expect(await visitsTo(context, to)).toHaveLength(before + 1)
  await page.unroute(/\/api\/visits\/[0-9a-f-]{36}$/)
  await page.goto('/app/households')
  await expect(uploads(page)).toContainText('已全部上传')
  expect(await visitsTo(context, to)).toHaveLength(before + 1)
  await context.close()
})

test('a form that was left half-way is found again, with the id it was born with', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official' })
  const page = await context.newPage()
  const to = await household(context, 5)
  await write(page, to, '话说到一半')
  await page.getByRole('button', { name: '返回' }).click()
  await expect(page.getByRole('heading', { name: '联系户' })).toBeVisible()
  await page.goto(`/app/visit?household=${to.id}`)
  await expect(page.getByText('接着上次没写完的。')).toBeVisible()
  await expect(page.getByLabel('记录')).toHaveValue('话说到一半')
  await page.getByRole('button', { name: '丢弃' }).click()
  await page.goto(`/app/visit?household=${to.id}`)
  await expect(page.getByLabel('记录')).toHaveValue('')
  await context.close()
})

test('a wrong door tag comes back with its reason and can be corrected', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official' })
  const page = await context.newPage()
  const to = await household(context, 7)
  const before = (await visitsTo(context, to)).length
  await write(page, to, '门牌码写错了')
  await page.getByLabel('门牌码（选填）').fill('ZZZZ')
  await save(page).click()
  await expect(uploads(page)).toContainText('1 条被退回')
  await page.goto('/app/mine/outbox')
  await expect(page.getByText('原因：')).toBeVisible()
  await page.getByRole('button', { name: '修改后重报' }).click()
  await page.getByLabel('门牌码（选填）').fill('')
  await save(page).click()
  await expect(page.getByText('已上传', { exact: true })).toBeVisible()
  expect(await visitsTo(context, to)).toHaveLength(before + 1)
  await context.close()
})
