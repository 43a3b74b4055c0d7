/**
 * The verifier of `pdraw1` that runs on everybody's phone, written from the protocol and not from the server's program.
 * It recomputes a whole meeting from its bundle and names the first thing that is wrong.
 */
import { type Announcement, checkOpening, isRehearsal, readAnnouncement } from './announcement'
import { type Bundle, type BundleRound, readBundle } from './bundle'
import { hashOf, readExclusions, readRecusals, type Roster } from './files'
import { pairUp } from './pair'
import type { Step } from './plan'
import { Rosters } from './rosters'
import { fieldOf, sortTickets, type Ticket, ticketOfRow, walk } from './select'
import { Mac, sha256 } from './sha256'
import { byBytes, hex, unhex, utf8 } from './text'
import { DrawWrong, NotABundle, type Wrong, wrong } from './wrong'

/** What somebody wrote down by himself, to compare the bundle with. */
export interface Witnessed {
  /** A, from the newspaper, the notary's sheet or this phone. */
  announced?: string | undefined
  /** The last D that was broadcast. */
  lastLock?: string | undefined
}

export type Note = 'beginning_not_compared' | 'end_not_compared' | 'rehearsal'

export type Verdict =
  | { kind: 'holds'; meeting: Recomputed; notes: Note[] }
  | { kind: 'broken'; wrong: Wrong }
  | { kind: 'not_a_bundle'; why: string }

/** A meeting of which everything holds. */
export interface Recomputed {
  announcement: Announcement
  /** Label to code. */
  excluded: Map<string, string>
  rosters: Rosters
  rounds: DrawnRound[]
  lastLock: string
}

export interface DrawnRound {
  number: number
  /** `STEP`, or `STEP/KEY`. */
  call: string
  step: Step
  roster: Roster
  dice: string
  lock: string
  /** K */
  key: string
  /** The eligible in the order of their tickets. */
  order: Ticket[]
  selected: string[]
}

/** How far it has come: yielded often enough that a slow phone stays awake between. */
export interface Progress { round: number; rounds: number }

const OUTCOMES = ['IN_PERSON', 'PHONE_OK', 'NO_ANSWER', 'EXCUSED', 'ROSTER_ERROR']

/** All at once. */
export function verify(bytes: Uint8Array, witnessed: Witnessed = {}): Verdict {
  const steps = verifying(bytes, witnessed)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** In small steps; the caller decides when to go on. */
export function* verifying(bytes: Uint8Array, witnessed: Witnessed = {}): Generator<Progress, Verdict, undefined> {
  try {
    const bundle = readBundle(bytes)
    yield { round: 0, rounds: bundle.rounds.length }
    const meeting = yield* recompute(bundle, witnessed)
    const notes: Note[] = []
    if (witnessed.announced === undefined) notes.push('beginning_not_compared')
    if (witnessed.lastLock === undefined) notes.push('end_not_compared')
    if (isRehearsal(meeting.announcement.id)) notes.push('rehearsal')
    return { kind: 'holds', meeting, notes }
  } catch (thrown) {
    if (thrown instanceof DrawWrong) return { kind: 'broken', wrong: thrown.wrong }
    if (thrown instanceof NotABundle) return { kind: 'not_a_bundle', why: thrown.message }
    throw thrown
  }
}

const same = (written: string, found: string): boolean => written.trim().toLowerCase() === found

function* recompute(bundle: Bundle, witnessed: Witnessed): Generator<Progress, Recomputed, undefined> {
  const rounds = bundle.rounds.length
  const found = hashOf(bundle.announcement)
  if (witnessed.announced !== undefined && !same(witnessed.announced, found)) {
    wrong('announced_differs', { announced: witnessed.announced.trim(), found })
  }
  const announcement = readAnnouncement(bundle.announcement)
  const rosters = new Rosters()
  for (const name of rosters.names(announcement, bundle.rosters)) {
    rosters.read(name, bundle.rosters.get(name))
    yield { round: 0, rounds }
  }
  rosters.together(announcement)
  const excluded = readExclusions(bundle.exclusions)
  pinned('exclusions', announcement.excluded, excluded.size, bundle.exclusions)
  let recused = new Set<string>()
  if (announcement.recused) {
    if (bundle.recusals === null) return wrong('recusals_missing')
    recused = readRecusals(bundle.recusals)
    pinned('recusals', announcement.recused, recused.size, bundle.recusals)
  } else if (bundle.recusals !== null) wrong('recusals_unexpected')
  checkOpening(announcement.sources, bundle.opening)
  if (rounds === 0) wrong('no_rounds')

  const hall = new Hall(announcement, rosters, excluded, recused, bundle.opening)
  const done: DrawnRound[] = []
  for (const stated of bundle.rounds) {
    done.push(yield* hall.round(stated, rounds))
    yield { round: done.length, rounds }
  }
  const undrawn = rosters.parts().filter((part) => !done.some((round) => round.roster.name === part))[0]
  if (undrawn !== undefined) wrong('part_not_drawn', { name: undrawn })
  if (witnessed.lastLock !== undefined && !same(witnessed.lastLock, hall.lastLock)) {
    wrong('last_lock_differs', { broadcast: witnessed.lastLock.trim(), found: hall.lastLock })
  }
  return { announcement, excluded, rosters, rounds: done, lastLock: hall.lastLock }
}

function pinned(file: string, announced: { count: number; hash: string }, count: number, text: string): void {
  if (announced.count !== count) wrong('count_differs', { file, stated: announced.count, found: count })
  const found = hashOf(text)
  if (announced.hash !== found) wrong('hash_differs', { file, announced: announced.hash, found })
}

/** The meeting as it goes on from press to press. */
class Hall {
  lastLock: string
  private lastCode: string
  private readonly seed: Mac
  /** Who was drawn, and by which step. */
  private readonly drawn = new Map<string, string>()
  private rounds = 0

  constructor(
    private readonly announcement: Announcement,
    private readonly rosters: Rosters,
    private readonly excluded: Map<string, string>,
    private readonly recused: Set<string>,
    opening: string,
  ) {
    this.lastLock = announcement.hash
    this.lastCode = announcement.otcTip
    this.seed = new Mac(new Mac(unhex(announcement.hash)).ofText(opening))
  }

  *round(stated: BundleRound, rounds: number): Generator<Progress, DrawnRound, undefined> {
    const number = this.rounds + 1
    if (stated.round !== number) wrong('round_number', { round: stated.round, expected: number })
    const entropy = /^dice6=([0-9]{6});otc=([0-9a-f]{64})$/.exec(stated.entropy)
    if (!entropy) return wrong('bad_entropy', { round: number })
    const [, dice, code] = entropy as unknown as [string, string, string]
    const { step, roster } = this.called(number, stated.step)
    const lock = lockOf(this.lastLock, number, stated.step, dice)
    if (stated.lock !== lock) wrong('lock_differs', { round: number, expected: lock, found: stated.lock })
    if (!opens(code, this.lastCode)) wrong('code_not_next', { round: number })
    const secret = this.seed.ofText(`pdraw1|round|${number}|${stated.step}|${stated.entropy}`)
    const key = new Mac(secret)

    const order: Ticket[] = []
    let made = 0
    for (const row of roster.rows) {
      if (this.excluded.has(row.label) || this.drawn.has(row.label)) continue
      const weight = step.weight === null ? 1 : Number(fieldOf(row, step.weight))
      if (weight === 0) continue
      order.push({ row, ticket: ticketOfRow(key, step, row) })
      made += weight
      if (made >= 256) {
        made = 0
        yield { round: number - 1, rounds }
      }
    }
    const selected = walk(step, key, sortTickets(order))
    checkSelection(number, selected, stated)
    const inspectors = step.pair ? this.rosters.get(step.pair.roster).rows.map((row) => row.label).filter((label) => !this.excluded.has(label)) : []
    const pairs = step.pair ? pairUp(key, selected, inspectors, step.pair.each, this.recused) : null
    const shortage = step.pair && !pairs ? 'PAIR_SHORTAGE' : null
    if (stated.void !== shortage) wrong('void_differs', { round: number, expected: shortage, found: stated.void })
    checkPairs(number, selected, pairs, stated)
    checkOutcomes(number, stated)

    for (const label of selected) this.drawn.set(label, step.name)
    this.rounds = number
    this.lastLock = lock
    this.lastCode = code
    return { number, call: stated.step, step, roster, dice, lock, key: hex(secret), order, selected }
  }

  /** The step that was pressed and the roster, or the part, that it draws from. */
  private called(round: number, call: string): { step: Step; roster: Roster } {
    const at = call.indexOf('/')
    const name = at < 0 ? call : call.slice(0, at)
    const key = at < 0 ? null : call.slice(at + 1)
    const step = this.announcement.plan.filter((one) => one.name === name)[0]
    if (!step) return wrong('step_unknown', { round, step: name })
    if ((step.within === null) !== (key === null)) return wrong('step_key', { round, step: call })
    if (key === null) return { step, roster: this.rosters.get(step.roster) }
    if (this.drawn.get(key) !== step.within) wrong('key_not_drawn', { round, key, within: step.within })
    return { step, roster: this.rosters.get(`${step.roster}/${key}`) }
  }
}

/** D_r, from D before it (A before the first). */
export function lockOf(before: string, round: number, call: string, dice: string): string {
  const text = utf8(`pdraw1|lock|${round}|${call}|dice6=${dice}`)
  const bytes = new Uint8Array(32 + text.length)
  bytes.set(unhex(before))
  bytes.set(text, 32)
  return hex(sha256(bytes))
}

/** Whether a one-time code is the next of the chain. */
export const opens = (code: string, before: string): boolean => hex(sha256(unhex(code))) === before

function checkSelection(round: number, selected: string[], stated: BundleRound): void {
  for (let i = 0; i < Math.max(selected.length, stated.selected.length); i += 1) {
    const expected = selected[i] ?? null
    const found = stated.selected[i] ?? null
    if (expected !== found) wrong('selection_differs', { round, place: i + 1, expected, found })
  }
}

function checkPairs(round: number, selected: string[], pairs: Map<string, string[]> | null, stated: BundleRound): void {
  if (!pairs) {
    if (stated.pairs) wrong('pairs_unexpected', { round })
    return
  }
  const given = stated.pairs
  if (!given) return wrong('pairs_missing', { round })
  // In the order drawn, then whatever else is stated.
  for (const label of selected.concat(Array.from(given.keys()).sort(byBytes))) {
    const expected = pairs.get(label) ?? null
    const found = given.get(label) ?? null
    if (!expected || !found || expected.join('|') !== found.join('|') || expected.length !== found.length) {
      wrong('pairs_differ', { round, label, expected, found })
    }
  }
}

function checkOutcomes(round: number, stated: BundleRound): void {
  const seen = new Set<string>()
  for (const { label, outcome, at } of stated.outcomes) {
    if (stated.selected.indexOf(label) < 0) wrong('outcome_not_drawn', { round, label })
    if (seen.has(label)) wrong('outcome_twice', { round, label })
    seen.add(label)
    if (OUTCOMES.indexOf(outcome) < 0) wrong('outcome_unknown', { round, label, outcome })
    if (!isUtcTime(at)) wrong('outcome_time', { round, label, at })
  }
}

/** RFC 3339 with an offset of zero. */
function isUtcTime(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]00:00)$/.exec(text)
  if (!parts) return false
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 60
}
