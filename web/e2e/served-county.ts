import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Browser, type BrowserContext } from '@playwright/test'

/** The password of every account of a demo county. */
export const PASSWORD = 'lianxin-demo-2026'

interface County { origin: string }

async function serve(binary: string, folder: string): Promise<{ origin: string; server: ChildProcess }> {
  const server = spawn(binary, ['demo', '--scale', 'village', '--data', folder, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const origin = await new Promise<string>((resolve, reject) => {
    let said = ''
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const at = /^listening on (\S+)$/m.exec(said)?.[1]
      if (at) resolve(at)
    })
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
  return { origin, server }
}

/**
 * A demo county for all tests of a worker: the one at `LIANXIN_TEST_URL`, or a new one served by `LIANXIN_TEST_BINARY`.
 */
export const test = base.extend<object, { county: County }>({
  county: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing
    async ({}, use) => {
      const running = process.env['LIANXIN_TEST_URL']
      if (running) return use({ origin: running })
      const folder = mkdtempSync(join(tmpdir(), 'lianxin-county-'))
      const binary = process.env['LIANXIN_TEST_BINARY'] ?? join(import.meta.dirname, '../../target/debug/lianxin')
      const { origin, server } = await serve(binary, folder)
      await use({ origin })
      const ended = new Promise((resolve) => server.on('exit', resolve))
      server.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: async ({ county }, use) => use(county.origin),
})

export interface Visitor { login: string; width?: number; height?: number; lang?: 'zh-CN' | 'en' }

/** A browser of its own, signed in as an account of the demo. */
export async function signedIn(browser: Browser, county: County, visitor: Visitor): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: county.origin, viewport: { width: visitor.width ?? 360, height: visitor.height ?? 740 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    extraHTTPHeaders: { 'X-Lianxin': '1' },
  })
  if (visitor.lang === 'en') await context.addCookies([{ name: 'lang', value: 'en', url: county.origin }])
  const answer = await context.request.post('/api/session', { data: { login: visitor.login, password: PASSWORD } })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  return context
}

export { expect }
