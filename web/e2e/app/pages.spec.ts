import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, signedIn, test } from '../served-county'

async function sound(page: Page, what: string): Promise<void> {
  await expect(page.locator('main h1')).toBeVisible()
  await expect(page.getByText(/正在读取|Loading/)).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map((violation) => `${what}: ${violation.id} ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(beyond, `${what} is wider than the screen`).toBeLessThanOrEqual(0)
}

for (const [width, lang, large] of [[360, 'zh-CN', false], [360, 'en', true], [768, 'zh-CN', false]] as const) {
  test(`every page stands at ${width} px in ${lang}${large ? ', large type' : ''}, with nothing for axe to find`, async ({ browser, county }) => {
    // Sixteen pages, each looked through by axe.
    const context = await signedIn(browser, county, { login: 'official', width, height: 740, lang })
    if (large) await context.addInitScript(() => window.origin === 'null' || localStorage.setItem('lianxin.type', 'large'))
    const page = await context.newPage()
    const due = (await (await context.request.get('/api/visits/due?limit=1')).json()) as { items: { id: string }[] }
    const requests = (await (await context.request.get('/api/requests?limit=1')).json()) as { items: { id: string }[] }
    const household = due.items[0]?.id
    for (const path of [
      '/households', `/households/${household}`, `/households/${household}/form`, `/visit?household=${household}`, `/requests/new?household=${household}`, '/requests', '/requests?show=disputed',
      `/requests/${requests.items[0]?.id}`, '/todo', '/mine', '/mine/score', '/mine/password', '/mine/outbox', '/mine/phone', '/households/00000000-0000-4000-8000-000000000000',
    ]) {
      await page.goto(`/app${path}`)
      await sound(page, path)
    }
    await page.goto(`/app/households/${household}`)
    await page.locator('.call button').click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await sound(page, 'the unmask sheet')
    await context.close()
  })
}
