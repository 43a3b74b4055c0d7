// Takes the pictures of the README from a demo county: `npm run screenshots`. LIANXIN_URL names a server that runs already
// (then HOUSEHOLD_CODE may name a household's code); otherwise a village-sized county is made in a temporary folder.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const root = fileURLToPath(new URL('../../', import.meta.url))
const pictures = join(root, 'docs/screenshots')
/** Where cargo puts what it builds. */
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target')
const password = 'lianxin-demo-2026'

async function startDemo() {
  const data = await mkdtemp(join(tmpdir(), 'lianxin-screenshots-'))
  const child = spawn(join(target, 'debug/lianxin'), ['demo', '--scale', 'village', '--data', data, '--listen', '127.0.0.1:0'], { cwd: root })
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

/** A phone that opens the officials' app for the first time chooses a PIN. */
async function choosePin(page) {
  const form = page.getByRole('form', { name: 'PIN', exact: true })
  await form.getByLabel('6 位数字', { exact: true }).fill('280519')
  await form.getByLabel('再输一遍 6 位数字', { exact: true }).fill('280519')
  await form.waitFor({ state: 'detached' })
}

async function picture(browser, url, { name, path, login, width, height, scale = 1, wait }) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale, locale: 'zh-CN', reducedMotion: 'reduce' })
  if (login) await signIn(context, url, login)
  const page = await context.newPage()
  await page.goto(url + (typeof path === 'function' ? await path(context) : path))
  if (path === '/app/') await choosePin(page)
  await page.locator(wait).first().waitFor()
  if (!name.startsWith('stage')) await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  await context.close()
  console.log(`docs/screenshots/${name}.png`)
}

/** The first meeting with a result to show. */
async function meetingPath(context, url, page) {
  const { items } = await (await context.request.get(`${url}/api/public/meetings`)).json()
  const shown = items.find((meeting) => meeting.state === 'opened' && meeting.drawn > 0) ?? items.find((meeting) => meeting.drawn > 0) ?? items[0]
  return page(shown.id)
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
    { name: 'app-households', path: '/app/', login: 'official', wait: 'main li', ...phone },
    { name: 'stage', path: (context) => meetingPath(context, demo.url, (id) => `/stage/${id}`), wait: 'footer', width: 1920, height: 1080 },
  ]
  if (demo.code) shots.push({ name: 'household-home', path: `/R/${demo.code}`, wait: 'main', ...phone })
  for (const shot of shots) await picture(browser, demo.url, shot)
} finally {
  await browser.close()
  await demo.stop()
}
