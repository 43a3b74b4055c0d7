import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { parse } from 'acorn'
import { build, type Rolldown } from 'vite'
import { expect, it } from 'vitest'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

it('is one small classic script that browsers of ES5 read', async () => {
  const built = (await build({ configFile: at('../../vite.receipt.config.ts'), build: { write: false }, logLevel: 'error' })) as Rolldown.RolldownOutput[]
  const script = built[0]?.output[0].code ?? ''
  expect(script).toContain('/receipts/')
  expect(() => parse(script, { ecmaVersion: 5, sourceType: 'script' })).not.toThrow()
  // What Chrome 61 lacks of the language's library.
  expect(/\b(BigInt|globalThis|fetch|structuredClone)\b|\.(flat|flatMap|matchAll|replaceAll|at|trimStart|trimEnd)\(|Object\.fromEntries/.exec(script)?.[0]).toBeUndefined()
  expect(gzipSync(script).length).toBeLessThan(3_000)
})
