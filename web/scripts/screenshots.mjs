// Takes the pictures of the README from a demo county: `npm run screenshots`. LIANXIN_URL names a server that runs already
// (then HOUSEHOLD_CODE may name a household's code); otherwise a village-sized county is made in a temporary folder.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { meetingPictures } from './meeting-pictures.mjs'
import { doors } from './rating-round.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const pictures = join(root, 'docs/screenshots')
/** Where cargo puts what it builds. */
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target')
const password = 'lianxin-demo-2026'

async function startDemo(scale = 'village') {
  const data = await mkdtemp(join(tmpdir(), 'lianxin-screenshots-'))
  const child = spawn(join(target, 'debug/lianxin'), ['demo', '--scale', scale, '--data', data, '--listen', '127.0.0.1:0'], { cwd: root })
  const stop = async () => {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
    await rm(data, { recursive: true, force: true })
  }
  let told = ''
  child.stderr.pipe(process.stderr)
  const ready = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${told}`)))
    child.stdout.on('data', (chunk) => {
      told += chunk
      const url = /listening on (\S+)/.exec(told)?.[1]
      const code = /\/R\/(\S+)/.exec(told)?.[1]
      if (url && code) resolve({ url, code })
    })
  })
  child.removeAllListeners('exit')
  return { ...ready, stop }
}

async function signIn(context, url, login) {
  const answer = await context.request.post(`${url}/api/session`, { data: { login, password }, headers: { 'X-Lianxin': '1' } })
  if (!answer.ok()) throw new Error(`${login} cannot sign in: ${answer.status()} ${await answer.text()}`)
}

/** Types the PIN of the officials' app; a phone that opens it for the first time chooses one. */
async function typePin(page) {
  const form = page.getByRole('form', { name: 'PIN', exact: true })
  await form.waitFor()
  const choosing = await page.getByRole('heading', { name: '设一个 PIN' }).isVisible()
  await form.getByLabel('6 位数字', { exact: true }).fill('280519')
  if (choosing) await form.getByLabel('再输一遍 6 位数字', { exact: true }).fill('280519')
  await form.waitFor({ state: 'detached' })
}

/** The pages of the officials' app on one phone, the last of them where the network ends. */
async function phonePictures(browser, url, { width, height, scale }) {
  const context = await browser.newContext({ baseURL: url, viewport: { width, height }, deviceScaleFactor: scale, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  await signIn(context, url, 'official')
  const { items } = await (await context.request.get('/api/visits/due?limit=100')).json()
  const household = items.find((one) => one.open_requests > 0) ?? items[0]
  const request = (await (await context.request.get('/api/requests?limit=1')).json()).items[0]
  const page = await context.newPage()
  const take = async (name) => {
    await page.screenshot({ path: join(pictures, `${name}.png`) })
    console.log(`docs/screenshots/${name}.png`)
  }
  const open = async (path, wait) => {
    await page.goto(path)
    await typePin(page)
    await page.locator(wait).first().waitFor()
    if (await page.evaluate(() => navigator.onLine)) await page.waitForLoadState('networkidle')
  }
  await page.goto('/app/')
  await page.getByRole('heading', { name: '设一个 PIN' }).waitFor()
  await take('app-pin')
  await open('/app/', 'main li')
  await take('app-households')
  const shots = [
    ['app-household', `/app/households/${household.id}`, 'main section'],
    ['app-form', `/app/households/${household.id}/form`, 'main li'],
    ['app-requests', '/app/requests', 'main li'],
    ['app-request', `/app/requests/${request.id}`, 'main article, main section'],
    ['app-raise', `/app/requests/new?household=${household.id}`, 'form'],
    ['app-todo', '/app/todo', 'main li'],
    ['app-mine', '/app/mine', 'main li'],
    ['app-score', '/app/mine/score', 'main h1'],
    ['app-password', '/app/mine/password', 'form'],
    ['app-phone', '/app/mine/phone', 'main dl'],
  ]
  for (const [name, path, wait] of shots) {
    await open(path, wait)
    await take(name)
  }
  await page.evaluate(() => navigator.serviceWorker.ready)
  await context.setOffline(true)
  await open(`/app/visit?household=${household.id}`, 'form')
  await page.getByRole('radio', { name: '生产收入' }).check()
  await page.getByLabel('记录').fill('看了冬小麦，问了今年的收成')
  await take('app-visit')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已存手机').first().waitFor()
  await open('/app/mine/outbox', 'main article')
  await take('app-outbox')
  await context.close()
}

async function picture(browser, url, { name, path, login, width, height, scale = 1, wait, to, through }) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale, locale: 'zh-CN', reducedMotion: 'reduce' })
  if (login) await signIn(context, url, login)
  const page = await context.newPage()
  await page.goto(url + (typeof path === 'function' ? await path(context) : path))
  if (through) await page.locator(through).last().click()
  await page.locator(wait).first().waitFor()
  await page.waitForLoadState('networkidle')
  if (to) await page.getByRole('heading', { name: to }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }))
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  await context.close()
  console.log(`docs/screenshots/${name}.png`)
}

/** A meeting that is over on anybody's phone: checked there, a number looked up, and the page about the protocol. */
async function publicPictures(browser, url) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const { items } = await (await context.request.get('/api/public/meetings')).json()
  const { id } = items.find((meeting) => meeting.state === 'closed')
  const { rounds } = await (await context.request.get(`/api/public/meetings/${id}`)).json()
  const page = await context.newPage()
  const take = async (name, from) => {
    await from.evaluate((element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 24))
    await page.screenshot({ path: join(pictures, `${name}.png`) })
    console.log(`docs/screenshots/${name}.png`)
  }
  await page.goto(`/p/meetings/${id}`)
  await page.getByRole('button', { name: '开始验算' }).click()
  await page.getByText('全部成立', { exact: true }).waitFor()
  await take('public-check', page.locator('body'))
  await page.getByLabel('编号').fill(rounds[0].selected[0].label)
  await take('public-number', page.getByRole('heading', { name: '我的号排第几' }))
  await page.goto('/p/draw-protocol')
  await take('public-protocol', page.locator('.try'))
  await context.close()
}

/** A household rates: the five faces, reasons after a low one, no network, the receipt. */
async function ratingPictures(browser, url) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, locale: 'zh-CN', reducedMotion: 'reduce' })
  const page = await context.newPage()
  const take = async (name, fullPage = false) => {
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage })
    console.log(`docs/screenshots/${name}.png`)
  }
  const [door] = await doors(url, 1)
  await page.goto(door)
  await page.getByRole('link', { name: '评一评' }).click()
  await page.locator('[data-ready]').waitFor()
  await take('rate-faces')
  await page.getByText('不满意', { exact: true }).click()
  await page.getByText('办事太慢').click()
  await take('rate-reasons', true)
  await page.route('**/ballots', (route) => route.abort())
  await page.getByRole('button', { name: '投进票箱' }).click()
  await page.getByRole('heading', { name: '网络不通，还没有送到' }).waitFor()
  await take('rate-waiting')
  await page.unroute('**/ballots')
  await page.getByRole('button', { name: '再试一次' }).click()
  await page.getByRole('heading', { name: '投进去了' }).waitFor()
  await take('rate-receipt')
  await context.close()
}

/** The page of packs, once the door tags of a village are printed. */
async function printedPack(context, url) {
  const ask = async (path) => (await context.request.get(url + path)).json()
  const village = (await ask('/api/grids?level=village&limit=1')).items[0]
  const form = { data: { kind: 'tags', grid_id: village.id }, headers: { 'X-Lianxin': '1' } }
  const { id } = await (await context.request.post(`${url}/api/packs`, form)).json()
  while ((await ask(`/api/packs/${id}`)).state !== 'done') await new Promise((resolve) => setTimeout(resolve, 200))
  return '/desk/packs'
}

/** A page of the newest thing of a kind. */
async function newest(context, url, kind, page) {
  const { items } = await (await context.request.get(`${url}/api/${kind}?limit=1`)).json()
  return page(items[0].id)
}

/** A page of the round of households that was counted last. */
async function counted(context, url, page) {
  const { items } = await (await context.request.get(`${url}/api/rating-rounds`)).json()
  return page(items.find((round) => round.state === 'closed' && round.kind === 'household').id)
}

/** An investigation whose finding is published. */
async function investigation(context, url) {
  const { items } = await (await context.request.get(`${url}/api/follow-ups?kind=investigation&state=published`)).json()
  return `/desk/follow-ups?open=${items[0].id}`
}

/** A meeting draws from a whole town: a village's fifteen officials fill no screen. */
async function pictureMeeting(browser) {
  const town = given ? demo : await startDemo('township')
  try {
    await meetingPictures(browser, town.url, signIn, async (page, name) => {
      await page.screenshot({ path: join(pictures, `${name}.png`) })
      console.log(`docs/screenshots/${name}.png`)
    })
  } finally {
    if (town !== demo) await town.stop()
  }
}

const given = process.env.LIANXIN_URL
const demo = given ? { url: given.replace(/\/$/, ''), code: process.env.HOUSEHOLD_CODE, stop: async () => {} } : await startDemo()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  await mkdir(pictures, { recursive: true })
  const desk = { width: 1440, height: 900 }
  const phone = { width: 390, height: 780, scale: 2 }
  const shots = [
    { name: 'desk-county', path: '/desk/', login: 'office', wait: 'table tbody tr', ...desk },
    { name: 'desk-assignments', path: '/desk/assignments', login: 'office', wait: 'table tbody tr', ...desk },
    { name: 'desk-assignment', path: (context) => newest(context, demo.url, 'assignments', (id) => `/desk/assignments/${id}`), login: 'office', wait: 'table tbody tr', ...desk },
    { name: 'desk-assignment-map', path: (context) => newest(context, demo.url, 'assignments', (id) => `/desk/assignments/${id}?view=plot`), login: 'office', wait: 'canvas', ...desk },
    { name: 'desk-leaders', path: '/desk/leaders?view=proposal', login: 'office', wait: 'table tbody tr', ...desk },
    { name: 'desk-recusals', path: '/desk/recusals', login: 'office', wait: 'main h1', ...desk },
    { name: 'desk-why', path: (context) => newest(context, demo.url, 'officials', (id) => `/desk/officials/${id}`), login: 'office', wait: 'main h1', to: '为什么是这些户', ...desk },
    { name: 'desk-villages', path: '/desk/villages', login: 'office', wait: 'main h1', ...desk },
    { name: 'desk-packs', path: (context) => printedPack(context, demo.url), login: 'office', wait: 'table tbody tr', ...desk },
    { name: 'desk-flags', path: '/desk/flags', login: 'inspector', wait: 'table tbody tr', ...desk },
    { name: 'desk-follow-ups', path: '/desk/follow-ups', login: 'office', wait: 'table tbody tr', ...desk },
    { name: 'desk-investigation', path: (context) => investigation(context, demo.url), login: 'discipline', wait: 'aside h3', ...desk },
    { name: 'desk-spot-check', path: (context) => newest(context, demo.url, 'spot-checks', (id) => `/desk/spot-checks?open=${id}`), login: 'caller', wait: 'aside h3', ...desk },
    { name: 'desk-inspections', path: '/desk/inspections', login: 'unit-head', wait: 'article img', ...desk },
    { name: 'desk-rating', path: (context) => counted(context, demo.url, (id) => `/desk/rounds/${id}`), login: 'office', wait: 'table tbody tr', ...desk },
    { name: 'desk-themes', path: (context) => counted(context, demo.url, (id) => `/desk/rounds/${id}/themes`), login: 'office', wait: 'table tbody tr', ...desk },
    { name: 'desk-campaign', path: (context) => newest(context, demo.url, 'campaigns', (id) => `/desk/campaigns/${id}`), login: 'office', wait: 'table tbody tr', ...desk },
  ]
  for (const [name, size] of [['', desk], ['-phone', { width: 360, height: 780, scale: 2 }]]) {
    shots.push({ name: `public-follow-ups${name}`, path: '/p/follow-ups', wait: 'main', ...size })
    shots.push({ name: `public-fairness${name}`, path: '/p/fairness', wait: 'main table', ...size })
  }
  for (const what of ['ratings', 'recontacts']) {
    shots.push({ name: `public-${what}`, path: `/p/${what}`, through: `main a[href^="/p/${what}/"]`, wait: 'main h1', ...phone })
  }
  if (demo.code) shots.push({ name: 'household-home', path: `/R/${demo.code}`, wait: 'main', ...phone })
  for (const shot of shots) await picture(browser, demo.url, shot)
  await publicPictures(browser, demo.url)
  await ratingPictures(browser, demo.url)
  await phonePictures(browser, demo.url, phone)
  await pictureMeeting(browser)
} finally {
  await browser.close()
  await demo.stop()
}
