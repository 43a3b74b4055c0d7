import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { County } from '../served-county'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const MARK = 18

const timesX = (value: number) => (value & 16 ? ((value << 1) ^ 0b101001) & 31 : value << 1)

/** The code in a colleague's letter, derived as the letter's printer does: what is printed cannot be read by a program. */
export function invitation(county: County, round: string, number: string): string {
  const keys = dirname(county.trusteeKeys)
  const key = Buffer.from(readFileSync(join(keys, 'card.1.key'), 'utf8').trim(), 'base64')
  const bytes = createHmac('sha256', key).update(`invitation|${round}|${number}|1`).digest()
  let bits = BigInt(`0x${bytes.subarray(0, 10).toString('hex')}`)
  const symbols: number[] = []
  for (let at = 0; at < 16; at++) {
    symbols.unshift(Number(bits & 31n))
    bits >>= 5n
  }
  const check = symbols.reduce((sum, symbol) => timesX(sum ^ symbol), 0) ^ MARK
  return `/E/${[...symbols, check].map((symbol) => LETTERS.charAt(symbol)).join('')}`
}
