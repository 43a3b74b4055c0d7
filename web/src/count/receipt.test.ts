import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findReceipt, readReceipt, type Places } from './receipt'

interface Official {
  official: string; households: number; issued_phone: number; issued_slip: number; reissued: number; voided_slips: number; cast: number; counted: number
  commitments: string[]; cells: { levels: string[]; count: number }[] | null
}

/** The golden round, which stands in the tree once: the Rust program is tested with the same file. */
const bundle = JSON.parse(readFileSync(new URL('../../../domain/tests/golden/rating_bundle.json', import.meta.url), 'utf8'))

const sha256 = (...parts: (Buffer | string)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

function leafOf(count: Official): string {
  const key = bundle.keys.find((one: { official: string }) => one.official === count.official)
  const cells = (count.cells || []).map((cell) => `${cell.levels.join(',')}=${cell.count}`).join(';')
  const numbers = [count.households, count.issued_phone, count.issued_slip, count.reissued, count.voided_slips, count.cast, count.counted]
  return ['official', count.official, ...numbers, key ? sha256(key.n).toString('hex') : '', cells].join('|')
}

const leaves: string[] = bundle.officials.flatMap((count: Official) => [leafOf(count), ...count.commitments.map((it) => `ballot|${count.official}|${it}`)])

/** The definitions of RFC 6962, 2.1 and 2.1.1, word for word. */
const half = (size: number): number => 2 ** Math.floor(Math.log2(size - 1))
function root(part: string[]): Buffer {
  if (part.length === 1) return sha256(Buffer.from([0]), part[0] as string)
  return sha256(Buffer.from([1]), root(part.slice(0, half(part.length))), root(part.slice(half(part.length))))
}
function path(at: number, part: string[]): Buffer[] {
  if (part.length === 1) return []
  const k = half(part.length)
  return at < k ? [...path(at, part.slice(0, k)), root(part.slice(k))] : [...path(at - k, part.slice(k)), root(part.slice(0, k))]
}

function placesOf(count: Official): Places {
  const first = leaves.indexOf(leafOf(count))
  const proofs = [0, ...count.commitments.map((_, nth) => nth + 1)].map((offset) => path(first + offset, leaves).map((hash) => hash.toString('hex')))
  return { official: count.official, leaf: leafOf(count), leaf_index: first, commitments: count.commitments, proofs, checkpoint: bundle.checkpoint }
}

const receiptOf = (commitment: string): string => (commitment.slice(0, 16).toUpperCase().match(/.{4}/g) || []).join('-')
const busy = placesOf(bundle.officials[0])
const mine = busy.commitments[4] as string

describe('a receipt', () => {
  it('is read as it was copied by hand', () => {
    expect(readReceipt(' 97f0-9F3A 0000-abcd ')).toBe('97f09f3a0000abcd')
    for (const typed of ['', '97F0-9F3A-0000', '97F0-9F3A-0000-ABCG', 'A'.repeat(17)]) expect(readReceipt(typed)).toBeUndefined()
  })

  it('proves its place under the signed root, whoever was rated', () => {
    for (const count of bundle.officials as Official[]) {
      for (const commitment of count.commitments) {
        expect(findReceipt(placesOf(count), readReceipt(receiptOf(commitment)) as string)).toMatchObject({ kind: 'counted', commitment })
      }
    }
    expect(findReceipt(busy, mine)).toMatchObject({ counts: { households: 30, issuedPhone: 13, issuedSlip: 5, reissued: 1, voidedSlips: 4, cast: 16, counted: 15 } })
  })

  it('that is not there is said to be absent', () => {
    expect(findReceipt(busy, '0123456789abcdef')).toEqual({ kind: 'absent' })
    expect(findReceipt(placesOf(bundle.officials[1]), mine)).toEqual({ kind: 'absent' })
  })

  it('is not proven by a slice that was touched', () => {
    const with_ = (changes: Partial<Places>): string => findReceipt({ ...busy, ...changes }, mine).kind
    const other = '7'.repeat(64)
    expect(with_({ leaf: busy.leaf.replace('|30|', '|31|') })).toBe('unproven')
    expect(with_({ leaf_index: 1 })).toBe('unproven')
    expect(with_({ proofs: busy.proofs.map((proof) => [...proof, other]) })).toBe('unproven')
    expect(with_({ proofs: busy.proofs.map((proof) => proof.slice(1)) })).toBe('unproven')
    expect(with_({ proofs: busy.proofs.map((proof) => [other, ...proof.slice(1)]) })).toBe('unproven')
    expect(with_({ proofs: busy.proofs.map(() => ['short']) })).toBe('unproven')
    expect(with_({ checkpoint: bundle.checkpoint.replace('\n36\n', '\n99\n') })).toBe('unproven')
    const made = { ...busy, commitments: [other, ...busy.commitments.slice(1)] }
    expect(findReceipt(made, other.slice(0, 16))).toEqual({ kind: 'unproven', commitment: other })
    expect(with_({ checkpoint: '' })).toBe('unreadable')
    expect(with_({ leaf: busy.leaf.replace('A00001', 'A00002') })).toBe('unreadable')
    expect(with_({ proofs: [] })).toBe('unreadable')
  })
})
