/**
 * How long a phone takes to check a draw: verifies a meeting of 8 rounds over so many officials in Chromium with the processor
 * slowed down, as the page does it, and prints milliseconds as JSON: node time-check.mjs [OFFICIALS] [SLOWER] [TIMES]
 */
import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { build } from 'vite'

const [officials = '10180', slower = '6', times = '5'] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lianxin-time-check-'))
execFileSync('node', [join(root, 'scripts/make-bundles.mjs'), folder, officials])
const bundle = readFileSync(join(folder, 'bundle.json'))

// As for the phone: the same target, one file.
const made = await build({
  root, configFile: false, logLevel: 'error', publicDir: false,
  build: { write: false, target: 'chrome64', lib: { entry: join(root, 'src/audit/timed.ts'), formats: ['es'], fileName: 'timed' } },
})
const [{ output }] = Array.isArray(made) ? made : [made]
const code = output[0].code
const server = createServer((request, response) => {
  if (request.url === '/timed.js') response.setHeader('content-type', 'text/javascript').end(code)
  else if (request.url === '/bundle.json') response.end(bundle)
  else response.setHeader('content-type', 'text/html').end('<!doctype html><title>timed</title>')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const browser = await chromium.launch({ executablePath: process.env['LIANXIN_TEST_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`)
const session = await page.context().newCDPSession(page)
const took = {}
for (const rate of [1, Number(slower)]) {
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  took[rate] = []
  for (let i = 0; i < Number(times); i += 1) {
    // A new page each time: nobody checks twice, so what the first run costs to warm up counts.
    await page.reload()
    const { kind, milliseconds, longest } = await page.evaluate(async () => (await import('/timed.js')).timed('/bundle.json'))
    if (kind !== 'holds') throw new Error(`the draw ${kind}`)
    took[rate].push({ milliseconds: Math.round(milliseconds), longest: Math.round(longest) })
  }
}
console.log(JSON.stringify({ officials: Number(officials), rounds: 8, bytes: bundle.length, took }))
await browser.close()
server.close()
rmSync(folder, { recursive: true })
