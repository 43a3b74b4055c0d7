import { daysBetween } from '../../locale/format'

/** When a wrong PIN costs time, when it costs the copy, and when a phone that nobody has seen forgets. Pure. */

/** After this many wrong PINs in a row the readable copy of the server's data is deleted. */
export const WRONG_AT_MOST = 10

const WAIT_S: Record<number, number> = { 3: 30, 4: 60, 5: 120, 6: 300, 7: 900, 8: 1800, 9: 3600 }

/** Seconds to wait after the nth wrong PIN in a row; a slip or two cost nothing. */
export function waitAfter(wrong: number): number {
  return WAIT_S[wrong] ?? 0
}

/** Minutes out of sight after which the PIN is asked for again. */
export const LOCK_AFTER_MIN = 5

export function mustLock(hiddenAt: number | null, now: number): boolean {
  return hiddenAt !== null && now - hiddenAt >= LOCK_AFTER_MIN * 60_000
}

/** Days of warning before a phone that has not reached the server is wiped. */
export const WARNING_DAYS = 7
export const WIPE_AFTER_DAYS = 30

/** What is known of one account on this phone. */
export interface Seen {
  /** When the server last answered this account here, by the phone's clock. */
  seen_at: string
  /** When the warning was first shown since then; empty while it was not. */
  warned_at: string
  wipe_after_days: number
}

/**
 * `copy`: the server's data goes, what is unsent stays sealed until the warning has stood for a week. `all`: everything goes.
 */
export type Age = { kind: 'fresh' } | { kind: 'warn'; on: string } | { kind: 'copy'; on: string } | { kind: 'all' }

const DAY_MS = 86_400_000
const dayOf = (iso: string) => iso.slice(0, 10)

/** What is to be done about a phone that was last seen then. Nothing unsent goes without a warning that stood for a week. */
export function ageOf(seen: Seen, unsent: number, now: string): Age {
  const away = daysBetween(dayOf(seen.seen_at), dayOf(now))
  // A clock set back is no reason to forget; it is the server's to notice.
  if (away < seen.wipe_after_days - WARNING_DAYS) return { kind: 'fresh' }
  const last = plus(seen.seen_at, seen.wipe_after_days)
  if (away < seen.wipe_after_days) return { kind: 'warn', on: last }
  if (unsent === 0) return { kind: 'all' }
  const grace = seen.warned_at ? plus(seen.warned_at, WARNING_DAYS) : plus(now, WARNING_DAYS)
  const on = grace > last ? grace : last
  return dayOf(now) >= on && seen.warned_at ? { kind: 'all' } : { kind: 'copy', on }
}

function plus(iso: string, days: number): string {
  return dayOf(new Date(Date.parse(iso) + days * DAY_MS).toISOString())
}
