/**
 * The rating page on a slow phone: 400 ms, 400 kbit/s, processor slowed down six times. Rates as several
 * households of a running demo county of a village; prints what each run took as JSON: node rating-page.mjs ADDRESS [TIMES] [SLOWER]
 */
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { doors } from './rating-round.mjs'

const [address, times = '5', slower = '6'] = process.argv.slice(2)
const NETWORK = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 }

/** One household from the tap on the door to the receipt, on a phone that has nothing in store. */
async function rate(browser, code) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(code)
  const phone = await context.newCDPSession(page)
  await phone.send('Network.enable')
  await phone.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  phone.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await phone.send('Network.emulateNetworkConditions', NETWORK)
  await phone.send('Emulation.setCPUThrottlingRate', { rate: Number(slower) })
  await page.goto(`${address}/h/rate`)
  await page.locator('[data-ready]').waitFor()
  const largest = await page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true })
  }))
  const ready = await page.evaluate(() => performance.now())
  const first = bytes
  await page.getByText('基本满意').click()
  const begin = await page.evaluate(() => {
    document.querySelector('#rating [type=submit]').click()
    return performance.now()
  })
  await page.getByRole('heading', { name: '投进去了' }).waitFor()
  const receipt = (await page.evaluate(() => performance.now())) - begin
  // The longest time for which the page answered nobody: the blinding.
  const away = await page.evaluate((start) => new Promise((resolve) => {
    const longest = (list) => resolve(Math.max(0, ...list.getEntries().filter((task) => task.startTime > start).map((task) => task.duration)))
    new PerformanceObserver(longest).observe({ type: 'longtask', buffered: true })
    setTimeout(() => resolve(0), 2000)
  }), begin)
  await context.close()
  return { bytes: first, largest, ready, receipt, away }
}

/** What the page's parts weigh when they are compressed as well as can be. */
async function weights(browser, code) {
  const page = await browser.newPage()
  await page.goto(code)
  const parts = {}
  for (const path of ['/h/rate', '/assets/household.css', '/assets/household.js', '/assets/rating.js']) {
    const answer = await page.request.get(address + path)
    parts[path] = gzipSync(await answer.body(), { level: 9 }).length
  }
  return parts
}

const browser = await chromium.launch({ executablePath: process.env['LIANXIN_TEST_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
try {
  const runs = []
  let parts = {}
  for (const code of await doors(address, Number(times))) {
    parts = await weights(browser, code)
    runs.push(await rate(browser, code))
  }
  console.log(JSON.stringify({ parts, runs }))
} finally {
  await browser.close()
}
