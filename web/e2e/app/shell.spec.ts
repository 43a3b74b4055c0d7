import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, PASSWORD, signedIn, test } from '../served-county'
import { enter, households, ready } from './phone'

/** The county behind a door that hands out a newer app when it is told to: a worker's own update passes no route of the browser. */
async function door(origin: string, at = '127.0.0.1'): Promise<{ address: string; upgrade: () => void; server: Server }> {
  const to = new URL(origin)
  let newer = false
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host: to.host, 'accept-encoding': 'identity' }
    const passed = ask({ host: to.hostname, port: to.port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      if (incoming.url !== '/sw.js' || !newer) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        return
      }
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => {
        outgoing.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-cache' })
        outgoing.end(text.replace(/const VERSION = "\w+"/, 'const VERSION = "newer"'))
      })
    })
    incoming.pipe(passed)
  })
  await new Promise<void>((done) => server.listen(0, at, done))
  return { address: `http://${at}:${(server.address() as AddressInfo).port}`, upgrade: () => (newer = true), server }
}

test('a new version is offered, and takes over when one agrees, with what was being written', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  const [home] = await households(context)
  const { address, upgrade, server } = await door(county.origin)
  await enter(page, `${address}/app/households`)
  await ready(page)
  await enter(page, `${address}/app/visit?household=${home?.id}`)
  await page.getByLabel('记录').fill('写到一半来了新版本')
  upgrade()
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()))
  await expect(page.getByText('有新版本')).toBeVisible()
  // Nothing happens by itself.
  await expect(page.getByLabel('记录')).toHaveValue('写到一半来了新版本')
  expect(await page.evaluate(() => caches.keys())).toHaveLength(2)
  await page.getByRole('button', { name: '更新' }).click()
  await expect(page.getByRole('heading', { name: '请输入 PIN' })).toBeVisible()
  await enter(page, `${address}/app/visit?household=${home?.id}`)
  await expect(page.getByLabel('记录')).toHaveValue('写到一半来了新版本')
  expect(await page.evaluate(() => caches.keys())).toEqual(['lianxin-app-newer'])
  await context.close()
  server.closeAllConnections()
  server.close()
})

test('only the app is under the worker: no answer of the API, no household page, no ballot is kept', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await enter(page)
  await ready(page)
  const kept = await page.evaluate(async () => {
    const [name] = await caches.keys()
    return (await (await caches.open(name ?? '')).keys()).map((request) => new URL(request.url).pathname)
  })
  expect(kept).toContain('/app')
  expect(kept.filter((path) => !/^\/(app|app\.webmanifest|app-icon-192\.png|favicon\.svg|assets\/[\w.-]+)$/.test(path))).toEqual([])
  for (const path of ['/sign-in', '/slip', '/h']) {
    await page.goto(path)
    expect(await page.evaluate(() => navigator.serviceWorker.controller), path).toBeNull()
  }
  await context.close()
})

test('the app can be installed: manifest, icons of the sizes it names', async ({ page }) => {
  await page.goto('/sign-in')
  const manifest = (await (await page.request.get('/app.webmanifest')).json()) as { start_url: string; display: string; icons: { src: string; sizes: string }[] }
  expect(manifest).toMatchObject({ start_url: '/app/households', display: 'standalone' })
  for (const icon of manifest.icons) {
    const size = await page.evaluate(async (src) => {
      const image = new Image()
      image.src = src
      await image.decode()
      return `${image.naturalWidth}x${image.naturalHeight}`
    }, icon.src)
    expect(size).toBe(icon.sizes)
  }
})

test('over plain HTTP the phone keeps nothing and says so; a visit still goes up', async ({ browser, county }) => {
  const own = Object.values(networkInterfaces()).flat().find((one) => one && !one.internal && one.family === 'IPv4')
  test.skip(!own, 'this machine has no address that a browser takes for insecure')
  const { address, server } = await door(county.origin, own?.address)
  const context = await browser.newContext({ baseURL: address, viewport: { width: 360, height: 740 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.request.post('/api/session', { data: { login: 'official', password: PASSWORD }, headers: { 'X-Lianxin': '1' } })
  const page = await context.newPage()
  await page.goto('/app/mine/phone')
  await expect(page.getByText('手机不保存任何资料')).toBeVisible()
  expect(await page.evaluate(async () => ({ secure: window.isSecureContext, kept: (await indexedDB.databases()).length }))).toEqual({ secure: false, kept: 0 })
  const [home] = ((await (await context.request.get('/api/visits/due?limit=1')).json()) as { items: { id: string }[] }).items
  await page.goto(`/app/visit?household=${home?.id}`)
  await expect(page.getByText('只留在本页')).toBeVisible()
  await page.getByRole('radio', { name: '生产收入' }).check()
  await page.getByLabel('记录').fill('不安全的地址')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('link', { name: '已全部上传' }).click()
  await expect(page.getByText('已上传', { exact: true })).toBeVisible()
  await context.close()
  server.closeAllConnections()
  server.close()
})
