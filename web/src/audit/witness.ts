/** What this phone saw with its own eyes: the first fingerprint A and every lock D, to hold the bundle against afterwards. */

export interface Witness {
  announced: string
  /** When it was noted first. */
  at: string
  /** D by round, as first seen. */
  locks: Record<string, string>
}

const place = (id: string): string => `lianxin.meeting.${id}`

export function recall(id: string): Witness | null {
  try {
    const kept = localStorage.getItem(place(id))
    return kept ? (JSON.parse(kept) as Witness) : null
  } catch {
    return null
  }
}

/** Notes what is new. What was noted once is never written over: a difference is what one looks for. */
export function note(id: string, announced: string, locks: Record<string, string>, now: Date = new Date()): Witness {
  const known = recall(id) ?? { announced, at: now.toISOString(), locks: {} }
  const witness = { ...known, locks: { ...locks, ...known.locks } }
  try {
    localStorage.setItem(place(id), JSON.stringify(witness))
  } catch {
    // A private window keeps nothing: then the page compares with what is typed.
  }
  return witness
}

/** The last D that this phone saw, if it saw any. */
export function lastSeen(witness: Witness | null): string | undefined {
  const rounds = Object.keys(witness?.locks ?? {}).map(Number).sort((a, b) => b - a)
  return rounds.length > 0 ? witness?.locks[String(rounds[0])] : undefined
}
