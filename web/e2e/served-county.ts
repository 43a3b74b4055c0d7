import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'

/** The password of every account of a demo county. */
export const PASSWORD = 'lianxin-demo-2026'

const target = process.env['CARGO_TARGET_DIR'] ?? join(import.meta.dirname, '../../target')
export const BINARY = process.env['LIANXIN_TEST_BINARY'] ?? join(target, 'debug/lianxin')

/** A demo county that is served, with what the demo prints for whoever tries it. */
export interface County {
  origin: string
  /** Of one household of the account `official`. */
  householdCode: string
  /** At the same door. */
  doorTag: string
  /** The folder of `1.secret` and `2.secret`. */
  trusteeKeys: string
  /** What went wrong in any page since the test began: thrown errors and what the content security policy stopped. */
  faults: string[]
  /** Sessions by login, so that a password is checked once. */
  sessions: Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>
  /** Ends the server as a power cut would. */
  kill: () => Promise<void>
  /** Serves the same county again at the same address. */
  serveAgain: () => Promise<void>
}

interface Served { origin: string; told: string; server: ChildProcess }

async function serve(folder: string, log: number, listen = '127.0.0.1:0'): Promise<Served> {
  const server = spawn(BINARY, ['demo', '--scale', 'village', '--data', folder, '--listen', listen], { stdio: ['ignore', 'pipe', log] })
  const { stdout } = server
  if (!stdout) throw new Error('the server has no output')
  return new Promise((resolve, reject) => {
    let told = ''
    stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      const origin = /^listening on (\S+)$/m.exec(told)?.[1]
      // The guide's last line.
      if (origin && /^trustees' keys +\S.*$/m.test(told)) resolve({ origin, told, server })
    })
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${told}`)))
  })
}

function read(told: string, what: RegExp): string {
  const found = what.exec(told)?.[1]
  if (!found) throw new Error(`the demo does not print ${what}: ${told}`)
  return found
}

/** The browser's own line about an answer of 400 and more: a refusal that the page shows in words, not a fault. */
function isRefusal(text: string, url: string): boolean {
  return text.startsWith('Failed to load resource') && !new URL(url).pathname.startsWith('/assets/')
}

/** The PIN of every phone in these tests. */
export const PIN = '280519'

/** Types the PIN wherever the officials' app asks for one, as whoever holds the phone would: a new one twice. */
export async function typePin(form: Locator, pin = PIN): Promise<void> {
  await form.waitFor()
  await form.getByLabel(/^(6 位数字|Six digits)$/).fill(pin)
  const again = form.getByLabel(/^(再输一遍 6 位数字|The six digits again)$/)
  // One wait for both: one that is left behind would type the PIN a second time, beside whoever waits on the next page.
  await again.or(form.page().locator('body:not(:has(form[aria-label="PIN"]))')).waitFor()
  if (!(await again.isVisible())) return
  await again.fill(pin)
  // Whoever leaves before the PIN is stretched and kept has none.
  await form.waitFor({ state: 'hidden' })
}

export const pinForm = (page: Page) => page.getByRole('form', { name: 'PIN', exact: true })

/** Every page of a context types the PIN by itself before it goes on. */
function withPin(context: BrowserContext): void {
  // A page that is closed while the PIN is typed needs none any more.
  const typed = (page: Page) => (form: Locator) => typePin(form).catch((error: unknown) => {
    if (!page.isClosed()) throw error
  })
  context.on('page', (page) => void page.addLocatorHandler(pinForm(page), typed(page)))
}

function watch(context: BrowserContext, faults: string[]): void {
  context.on('weberror', (thrown) => faults.push(`${thrown.page()?.url()}: ${thrown.error().stack ?? thrown.error()}`))
  context.on('console', (message) => {
    if (message.type() !== 'error' || isRefusal(message.text(), message.location().url)) return
    faults.push(`${message.page()?.url()}: ${message.text()}`)
  })
}

/** A browser of its own. */
export interface Seat {
  /** Signed in as this account of the demo. */
  login?: string
  width?: number
  height?: number
  lang?: 'zh-CN' | 'en'
  javaScript?: boolean
  /** The test itself types the PIN of the officials' app. */
  byHand?: boolean
}

type Open = (seat: Seat) => Promise<Page>

export const test = base.extend<{ open: Open; faultless: undefined }, { countyName: string; county: County }>({
  /** A file that changes much names a county of its own. */
  countyName: ['shared', { scope: 'worker', option: true }],

  county: [
    async ({ countyName }, use, worker) => {
      const folder = mkdtempSync(join(tmpdir(), `lianxin-${countyName}-`))
      mkdirSync(worker.project.outputDir, { recursive: true })
      const log = openSync(join(worker.project.outputDir, `server-${countyName}-${worker.parallelIndex}.log`), 'w')
      const { origin, told, server: first } = await serve(folder, log)
      let server = first
      const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
        const ended = new Promise((resolve) => server.once('exit', resolve))
        server.kill(signal)
        await ended
      }
      await use({
        origin,
        householdCode: read(told, /\/R\/(\S+)/),
        doorTag: read(told, /\/T\/(\S+)/),
        trusteeKeys: read(told, /^trustees' keys +(.+)$/m),
        faults: [],
        sessions: new Map(),
        kill: () => end('SIGKILL'),
        serveAgain: async () => {
          server = (await serve(folder, log, new URL(origin).host)).server
        },
      })
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  baseURL: async ({ county }, use) => use(county.origin),

  faultless: [
    async ({ county }, use) => {
      county.faults.length = 0
      await use(undefined)
      expect(county.faults, 'errors thrown in a page, or stopped by its content security policy').toEqual([])
    },
    { auto: true },
  ],

  open: async ({ browser, county }, use) => {
    const opened: BrowserContext[] = []
    await use(async (seat) => {
      const context = await newContext(browser, county, seat)
      opened.push(context)
      return context.newPage()
    })
    for (const context of opened) await context.close()
  },
})

async function newContext(browser: Browser, county: County, seat: Seat): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: county.origin,
    viewport: { width: seat.width ?? 1440, height: seat.height ?? 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    javaScriptEnabled: seat.javaScript ?? true,
    acceptDownloads: true,
    storageState: seat.login ? await session(browser, county, seat.login) : undefined,
  })
  if (seat.javaScript !== false && !seat.byHand) withPin(context)
  if (seat.lang === 'en') await context.addCookies([{ name: 'lang', value: 'en', url: county.origin }])
  watch(context, county.faults)
  return context
}

async function session(browser: Browser, county: County, login: string) {
  const known = county.sessions.get(login)
  if (known) return known
  const context = await browser.newContext({ baseURL: county.origin })
  const answer = await context.request.post('/api/session', { data: { login, password: PASSWORD }, headers: { 'X-Lianxin': '1' } })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  const state = await context.storageState()
  await context.close()
  county.sessions.set(login, state)
  return state
}

/** What the API answers in this page's session. */
export async function ask<T>(page: Page, path: string): Promise<T> {
  const answer = await page.context().request.get(path)
  expect(answer.status(), `${path}: ${await answer.text()}`).toBe(200)
  return (await answer.json()) as T
}

export interface Visitor {
  login: string
  width?: number
  height?: number
  lang?: 'zh-CN' | 'en'
  /** The test itself stands at the door of the app. */
  byHand?: boolean
}

/** A phone of its own, signed in as an account of the demo; what a test sends itself is let through as the page's own. */
export async function signedIn(browser: Browser, county: County, visitor: Visitor): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: county.origin, viewport: { width: visitor.width ?? 360, height: visitor.height ?? 740 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    extraHTTPHeaders: { 'X-Lianxin': '1' },
  })
  watch(context, county.faults)
  if (!visitor.byHand) withPin(context)
  if (visitor.lang === 'en') await context.addCookies([{ name: 'lang', value: 'en', url: county.origin }])
  const answer = await context.request.post('/api/session', { data: { login: visitor.login, password: PASSWORD } })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  return context
}

export { expect }
