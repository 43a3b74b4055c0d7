import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pairUp } from './pair'
import { readPlan } from './plan'
import { sortTickets, ticketOf, walk } from './select'
import { Mac, sha256 } from './sha256'
import { hex, unhex, utf8 } from './text'
import { lockOf, verify, type Verdict } from './verify'

/** The frozen vectors, which stand in the tree once: the Rust program is tested with the same file. */
const vectors = JSON.parse(readFileSync(new URL('../../../../domain/tests/golden/draw_vectors.json', import.meta.url), 'utf8'))
const { v1, v2_pairs: v2 } = vectors

type Changes = Record<string, unknown>
const round = (number: number, made: Changes, changes: Changes = {}) => ({
  round: number, step: made['step'], entropy: made['entropy'], lock: made['lock'], void: null, selected: made['selected'], pairs: null, ...changes,
})
const bundle = (changes: Changes = {}): Changes => ({
  protocol: 'pdraw1', announcement: v1.announcement, rosters: { officials: v1.roster_text }, exclusions: v1.exclusions_text, recusals: null,
  opening: v1.opening, rounds: [round(1, v1.round1), round(2, v1.round2)], ...changes,
})
const bytes = (document: unknown): Uint8Array => new Uint8Array(Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)))
const said = (verdict: Verdict): unknown => (verdict.kind === 'broken' ? verdict.wrong.code : verdict.kind)

describe('SHA-256 and HMAC', () => {
  it('agree with another implementation at every length about a block', () => {
    for (let length = 0; length < 200; length += 1) {
      const message = Buffer.from(Array.from({ length }, (_, i) => (i * 7 + length) % 256))
      expect(hex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'))
      const key = createHash('sha256').update(`key ${length}`).digest()
      expect(hex(new Mac(key).of(message))).toBe(createHmac('sha256', key).update(message).digest('hex'))
    }
    for (const text of ['', 'pdraw1|ticket|A00001', '𠮷村', 'x'.repeat(300)]) {
      expect(hex(new Mac(sha256(utf8('k'))).ofText(text))).toBe(createHmac('sha256', createHash('sha256').update('k').digest()).update(text).digest('hex'))
    }
  })
})

describe('vector 1', () => {
  it('holds, and says what was not compared', () => {
    const verdict = verify(bytes(bundle()))
    expect(verdict).toMatchObject({ kind: 'holds', notes: ['beginning_not_compared', 'end_not_compared'] })
    if (verdict.kind !== 'holds') return
    expect(verdict.meeting.announcement.hash).toBe(v1.announcement_sha256)
    expect(verdict.meeting.rounds.map((done) => done.lock)).toEqual([v1.round1.lock, v1.round2.lock])
    expect(verdict.meeting.rounds.map((done) => done.selected)).toEqual([v1.round1.selected, v1.round2.selected])
  })

  it('has the seed, the key and the order of all twelve', () => {
    const seed = new Mac(unhex(v1.announcement_sha256)).of(utf8(v1.opening))
    expect(hex(seed)).toBe(v1.seed)
    const key = new Mac(seed).of(utf8(`pdraw1|round|1|s1|${v1.round1.entropy}`))
    expect(hex(key)).toBe(v1.round1.key)
    expect(lockOf(v1.announcement_sha256, 1, 's1', '482913')).toBe(v1.round1.lock)
    const mac = new Mac(key)
    const order = sortTickets(Array.from({ length: 12 }, (_, i) => {
      const label = `A000${String(i + 1).padStart(2, '0')}`
      return { row: { label, fields: [] }, ticket: ticketOf(mac, label) }
    }))
    expect(order.map(({ row }) => row.label)).toEqual(v1.round1.order_of_all_twelve)
    expect(hex(order[0]?.ticket as Uint8Array).startsWith(v1.round1.first_ticket_prefix)).toBe(true)
  })

  it('is compared with what somebody wrote down', () => {
    const witnessed = { announced: ` ${v1.announcement_sha256.toUpperCase()}\n`, lastLock: v1.round2.lock }
    expect(verify(bytes(bundle()), witnessed)).toMatchObject({ kind: 'holds', notes: [] })
    expect(said(verify(bytes(bundle()), { announced: v1.round1.lock }))).toBe('announced_differs')
    expect(said(verify(bytes(bundle({ rounds: [round(1, v1.round1)] })), witnessed))).toBe('last_lock_differs')
  })

  it.each([
    ['a roster with another name', { rosters: { officials: v1.roster_text.replace('A00003|T1', 'A00003|T9') } }, 'hash_differs'],
    ['somebody slipped into the roster', { rosters: { officials: v1.roster_text.replace('|12\n', '|13\n') + 'A00013|T3\n' } }, 'count_differs'],
    ['an exclusion taken back', { exclusions: '' }, 'count_differs'],
    ['another lottery', { opening: v1.opening.replace('2.5', '2.6') }, 'selection_differs'],
    ['dice retyped after the lock', { rounds: [round(1, v1.round1, { entropy: v1.round1.entropy.replace('482913', '482914') })] }, 'lock_differs'],
    ['another code', { rounds: [round(1, v1.round1, { entropy: `dice6=482913;otc=${v1.round2.lock}` })] }, 'code_not_next'],
    ['somebody else drawn', { rounds: [round(1, v1.round1, { selected: ['A00006', 'A00001', 'A00012'] })] }, 'selection_differs'],
    ['a void nobody can recompute', { rounds: [round(1, v1.round1, { void: 'PAIR_SHORTAGE' })] }, 'void_differs'],
    ['a round left out', { rounds: [round(2, v1.round2)] }, 'round_number'],
    ['an outcome of somebody not drawn', { rounds: [round(1, v1.round1, { outcomes: [{ label: 'A00001', outcome: 'EXCUSED', at: '2026-11-22T01:02:03Z' }] })] }, 'outcome_not_drawn'],
    ['no bundle', { protocol: 'pdraw2' }, 'not_a_bundle'],
  ])('finds %s', (_, changes, code) => {
    expect(said(verify(bytes(bundle(changes))))).toBe(code)
  })
})

describe('vector 2', () => {
  it('pairs with recusals and a fair load', () => {
    const seed = new Mac(sha256(utf8(v2.announcement))).of(utf8(v2.opening))
    expect(hex(seed)).toBe(v2.seed)
    const key = new Mac(new Mac(seed).of(utf8(`pdraw1|round|1|${v2.step}|${v2.entropy}`)))
    const order = sortTickets(v2.objects.map((label: string) => ({ row: { label, fields: [] }, ticket: ticketOf(key, label) })))
    expect(order.map(({ row }) => row.label)).toEqual(v2.object_order)
    const [step] = readPlan('pair:objects:n=3,pair=inspectors:2')
    if (!step) return expect.unreachable()
    const recused = new Set<string>(v2.recusals.map((pair: string[]) => pair.join('|')))
    const pairs = pairUp(key, walk(step, key, order), v2.inspectors, v2.k, recused)
    expect(pairs && Object.fromEntries(pairs)).toEqual(v2.pairs)
  })
})

describe('a document', () => {
  const text = JSON.stringify(bundle())
  it.each([
    ['cut short', text.slice(0, -1)],
    ['with a byte order mark', `\ufeff${text}`],
    ['with a field twice', text.replace('{', '{"opening":"",')],
    ['without its recusals', JSON.stringify(bundle({ recusals: undefined }))],
    ['with half a character', text.replace('T-0001', '\\ud800')],
    ['that is a list', '[]'],
    ['with a round of the wrong type', JSON.stringify(bundle({ rounds: [round(1, v1.round1, { round: '1' })] }))],
  ])('%s is no bundle', (_, document) => {
    expect(verify(bytes(document)).kind).toBe('not_a_bundle')
  })

  it('may hold more than the protocol names, and writes numbers as JSON does', () => {
    const more = text.replace('{', '{"made":{"by":[1,-2.5e3,true,null],"by":"a\\u5f20"},').replace('"round":1,', '"round":1.0,')
    expect(verify(bytes(more)).kind).toBe('holds')
  })
})
