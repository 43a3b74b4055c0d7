import { AFTER, OPEN } from './axe/after'
import { expectSound, type Sight } from './axe/sound'
import { APP, DESK, IDENTITY } from './axe/officials'
import { STAGE } from './axe/public'
import { expect, test } from './served-county'

/** A phone and a desk; the stage is looked at on its own screen. */
const WIDTHS = [1440, 360]
const HEIGHTS: Record<number, number> = { 360: 740, 1920: 1080 }

for (const sight of [...IDENTITY, ...APP, ...DESK, ...AFTER, ...OPEN, ...STAGE] as Sight[]) {
  test(`axe finds nothing: ${sight.name}`, async ({ open }) => {
    const page = await open({ login: sight.login, byHand: sight.byHand })
    await page.goto(typeof sight.path === 'string' ? sight.path : await sight.path(page))
    await sight.then?.(page)
    for (const width of sight.widths ?? WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHTS[width] ?? 900 })
      await expectSound(page)
    }
  })
}

/** The household's pages, as its code opens them. */
const HOUSEHOLD = ['/h', '/h/visits', '/h/pledges', '/h/rectifications', '/h/request', '/h/requests', '/h/complaint', '/h/rate', '/h/call', '/slip']

for (const width of WIDTHS) {
  test(`axe finds nothing: the household's pages at ${width} px`, async ({ open, county }) => {
    const page = await open({ width, height: HEIGHTS[width] ?? 900 })
    await page.goto(`/R/${county.householdCode}`)
    for (const path of HOUSEHOLD) {
      await page.goto(path)
      await expectSound(page)
    }
    await page.goto('/h/requests')
    const requests = await page.getByRole('main').getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    expect(requests.length).toBeGreaterThan(0)
    for (const path of requests) {
      await page.goto(path)
      await expectSound(page)
    }
    await page.goto('/h/leave')
    await expectSound(page)
    // Signed out of the household: every page asks for the code again.
    await page.goto('/h')
    await expectSound(page)
  })

  test(`axe finds nothing: campaigns for everybody at ${width} px`, async ({ open }) => {
    const page = await open({ width, height: HEIGHTS[width] ?? 900 })
    await page.goto('/p/campaigns')
    await expectSound(page)
    // Into each campaign, the closed ones too, and from there into a township.
    const campaigns = await page.getByRole('main').getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    expect(campaigns.length).toBeGreaterThan(1)
    for (const path of campaigns) {
      await page.goto(path)
      await expectSound(page)
    }
    await page.getByRole('listitem').getByRole('link').first().click()
    await expectSound(page)
    await page.goto('/p/campaigns/none')
    await expectSound(page)
  })

  test(`axe finds nothing: codes, tags and slips, right and wrong, at ${width} px`, async ({ open, county }) => {
    const page = await open({ width, height: HEIGHTS[width] ?? 900 })
    for (const path of [`/T/${county.doorTag}`, '/T/ZZZZZZZZ', '/R/ZZZZZZZZZZZZZZZZZZZZ']) {
      await page.goto(path)
      await expectSound(page)
    }
    await page.goto('/slip')
    await page.getByLabel('评议票上的码').fill('ZZZZ-ZZZZ')
    await page.getByText('满意', { exact: true }).click()
    await page.getByRole('button', { name: '投进票箱' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await expectSound(page)
    const official = await open({ login: 'official', width })
    await official.goto(`/R/${county.householdCode}`)
    await expectSound(official)
  })
}
