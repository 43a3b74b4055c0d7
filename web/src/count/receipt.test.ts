import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findReceipt, readReceipt, type Part } from './receipt'

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

function partOf(count: Official): Part {
  const index = leaves.indexOf(leafOf(count))
  const proof = (at: number): string[] => path(at, leaves).map((hash) => hash.toString('hex'))
  const receipts = count.commitments.map((commitment, nth) => ({ commitment, index: index + 1 + nth, proof: proof(index + 1 + nth) }))
  return { leaf: leafOf(count), index, proof: proof(index), receipts, checkpoint: bundle.checkpoint }
}

const receiptOf = (commitment: string): string => (commitment.slice(0, 16).toUpperCase().match(/.{4}/g) || []).join('-')
const busy = partOf(bundle.officials[0])
const mine = (busy.receipts[4] as { commitment: string }).commitment

describe('a receipt', () => {
  it('is read as it was copied by hand', () => {
    expect(readReceipt(' 97f0-9F3A 0000-abcd ')).toBe('97f09f3a0000abcd')
    for (const typed of ['', '97F0-9F3A-0000', '97F0-9F3A-0000-ABCG', 'A'.repeat(17)]) expect(readReceipt(typed)).toBeUndefined()
  })

  it('proves its place under the signed root, whoever was rated', () => {
    for (const count of bundle.officials as Official[]) {
      for (const commitment of count.commitments) {
        const receipt = readReceipt(receiptOf(commitment)) as string
        expect(findReceipt(partOf(count), count.official, receipt)).toMatchObject({ kind: 'counted', commitment })
      }
    }
    const counts = { households: 30, issuedPhone: 13, issuedSlip: 5, reissued: 1, voidedSlips: 4, cast: 16, counted: 15 }
    expect(findReceipt(busy, 'A00001', mine)).toMatchObject({ counts })
  })

  it('that is not there is said to be absent', () => {
    expect(findReceipt(busy, 'A00001', '0123456789abcdef')).toEqual({ kind: 'absent' })
    expect(findReceipt(partOf(bundle.officials[1]), 'A00002', mine)).toEqual({ kind: 'absent' })
  })

  it('is not proven by a part that was touched', () => {
    const with_ = (changes: Partial<Part>): string => findReceipt({ ...busy, ...changes }, 'A00001', mine).kind
    const proofs = (change: (proof: string[]) => string[]): Partial<Part> => ({ receipts: busy.receipts.map((one) => ({ ...one, proof: change(one.proof) })) })
    const other = '7'.repeat(64)
    expect(with_({ leaf: busy.leaf.replace('|30|', '|31|') })).toBe('unproven')
    expect(with_({ index: 1 })).toBe('unproven')
    expect(with_({ proof: busy.proof.slice(1) })).toBe('unproven')
    expect(with_({ receipts: busy.receipts.map((one) => ({ ...one, index: one.index + 1 })) })).toBe('unproven')
    expect(with_(proofs((proof) => [...proof, other]))).toBe('unproven')
    expect(with_(proofs((proof) => proof.slice(1)))).toBe('unproven')
    expect(with_(proofs((proof) => [other, ...proof.slice(1)]))).toBe('unproven')
    expect(with_(proofs(() => ['short']))).toBe('unproven')
    expect(with_({ checkpoint: bundle.checkpoint.replace('\n36\n', '\n99\n') })).toBe('unproven')
    const made = { ...busy, receipts: busy.receipts.map((one) => ({ ...one, commitment: other })) }
    expect(findReceipt(made, 'A00001', other.slice(0, 16))).toEqual({ kind: 'unproven', commitment: other })
    expect(with_({ checkpoint: '' })).toBe('unreadable')
    expect(with_({ leaf: busy.leaf.replace('A00001', 'A00002') })).toBe('unreadable')
  })
})
