import type { Page } from '@playwright/test'
import { expectSound } from './axe/sound'
import { ask, expect, test } from './served-county'

interface Bundle { officials: { official: string; counted: number; commitments: string[] }[] }

/** A closed round of the demo, an official with answers in it, and one of his receipts. */
async function someReceipt(page: Page) {
  await page.goto('/p/ratings')
  await expectSound(page)
  await page.getByRole('link', { name: /已公布计票/ }).first().click()
  const round = new URL(page.url()).pathname.split('/').pop() as string
  const { officials } = await ask<Bundle>(page, `/api/rating-rounds/${round}/bundle`)
  const { official, commitments } = officials.find(({ counted }) => counted > 5) as Bundle['officials'][number]
  const [first] = commitments as [string, ...string[]]
  const receipt = (first.slice(0, 16).toUpperCase().match(/.{4}/g) as string[]).join('-')
  return { round, official, receipt }
}

async function lookFor(page: Page, official: string): Promise<void> {
  await page.getByLabel('干部编号或姓名').fill(official)
  await page.getByRole('button', { name: '找这位干部' }).click()
}

async function check(page: Page, receipt: string): Promise<void> {
  await page.getByLabel('回执', { exact: true }).fill(receipt)
  await page.getByRole('button', { name: '核对' }).click()
}

test('a household finds its receipt in the public count, and is told when the count was changed', async ({ open }) => {
  const page = await open({ width: 360, height: 740 })
  const { round, official, receipt } = await someReceipt(page)
  await lookFor(page, official)
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')))
  await check(page, receipt)
  await expect(page.getByText(/在里面。您的评议计入了这一轮/)).toBeVisible()
  await expectSound(page)
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.join(' ')).not.toContain(receipt.slice(0, 4))

  await check(page, '0000-0000-0000-0000')
  await expect(page.getByText(/没有这张回执/)).toBeVisible()
  await expect(page.getByText(/在里面。您的评议/)).toBeHidden()
  await check(page, 'abc')
  await expect(page.getByText(/回执是 16 位/)).toBeVisible()

  const receipts = `**/api/rating-rounds/${round}/receipts/*`
  await page.route(receipts, async (route) => {
    const part = await (await route.fetch()).text()
    await route.fulfill({ contentType: 'application/json', body: part.replace(/official\|(A\d+)\|\d+/, 'official|$1|99') })
  })
  await check(page, receipt)
  await expect(page.getByText(/和签了名的总数对不上/)).toBeVisible()
  await page.unroute(receipts)
  await page.route(receipts, (route) => route.abort())
  await check(page, receipt)
  await expect(page.getByText(/网络不通/)).toBeVisible()
})

test('without script the receipts of an official can be read', async ({ open }) => {
  const { round, official, receipt } = await someReceipt(await open({ width: 1440 }))
  const page = await open({ javaScript: false })
  await page.goto(`/p/ratings/${round}`)
  await lookFor(page, official)
  await page.getByText('这位干部的全部回执').click()
  await expect(page.getByText(receipt)).toBeVisible()
})
