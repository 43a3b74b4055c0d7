import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { parse } from 'acorn'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, it } from 'vitest'
import type * as rating from './rating'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** RFC 9474, appendix A.1: a key of 4096 bits. The same file tests the registrar. */
const VECTOR = JSON.parse(readFileSync(at('../../../../domain/tests/golden/rfc9474_randomized.json'), 'utf8')) as Record<string, string>
const bytes = (name: string) => new Uint8Array(Buffer.from((VECTOR[name] ?? '').replace(/^0x/, '').replace(/^(.(..)*)$/, '0$1'), 'hex'))
const hex = (found: Uint8Array | null) => Buffer.from(found ?? []).toString('hex')

/** As it goes out, built by the same configuration. */
let script = ''
let shipped: typeof rating

beforeAll(async () => {
  const built = (await build({ configFile: at('../../../vite.rating.config.ts'), build: { write: false }, logLevel: 'error' })) as Rolldown.RolldownOutput[]
  script = built[0]?.output[0].code ?? ''
  // Byte arrays of this test are those of the script.
  shipped = runInNewContext(`${script}; lianxinRating`, { Uint8Array, Int32Array }) as typeof rating
})

/** Of a number that is one below the modulus at most. */
function inverse(number: bigint, by: bigint): bigint {
  let [a, b, x, y] = [number, by, 1n, 0n]
  while (b) {
    const quotient = a / b
    ;[a, b, x, y] = [b, a - quotient * b, y, x - quotient * y]
  }
  return ((x % by) + by) % by
}

it('blinds and finalizes as RFC 9474 says', () => {
  const key = bytes('n')
  const factor = inverse(BigInt(`0x${hex(bytes('inv'))}`), BigInt(`0x${hex(key)}`))
  const chance = () => new Uint8Array(Buffer.from(factor.toString(16).padStart(key.length * 2, '0'), 'hex'))
  const message = bytes('input_msg')
  expect(hex(message)).toBe(hex(bytes('msg_prefix')) + hex(bytes('msg')))
  const made = shipped.blind(key, message, bytes('salt'), chance)
  expect(hex(made.blinded)).toBe(hex(bytes('blinded_msg')))
  expect(hex(made.inverse)).toBe(hex(bytes('inv')))
  expect(hex(shipped.finalize(key, message, bytes('blind_sig'), made.inverse))).toBe(hex(bytes('sig')))
  expect(shipped.verify(key, message, bytes('sig'))).toBe(true)
  expect(shipped.verify(key, bytes('msg'), bytes('sig'))).toBe(false)
})

it('is one classic script that browsers of ES5 read', () => {
  expect(() => parse(script, { ecmaVersion: 5, sourceType: 'script' })).not.toThrow()
  // What the language's library got later; syntax the parser has seen.
  const later = /\b(BigInt|Promise|Symbol|Map|Set|WeakMap|Proxy|Reflect|TextEncoder|fetch|URLSearchParams|globalThis)\b|crypto\.subtle|\.(includes|find|findIndex|fill|repeat|padStart|padEnd|startsWith|endsWith|flat|flatMap|matchAll|replaceAll|at|closest|append|remove|toggleAttribute)\(|\b(Array|Uint8Array|Int32Array)\.(from|of)\b|Object\.(assign|entries|values)\b|Number\.is|Math\.(trunc|imul|clz32)/
  expect(later.exec(script)?.[0]).toBeUndefined()
})
