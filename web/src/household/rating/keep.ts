/** What this phone keeps of a ballot, until and after its receipt. */

/** An answer that has no receipt yet. */
export interface Answer {
  level: string
  reasons: string[]
  comment: string
  /** Goes with the answer: whoever had it beside a receipt could try the five levels. */
  salt: string
}

/** Hexadecimal where the box wants it so, base64 for the large numbers. */
export interface Kept {
  prefix: string
  nonce: string
  blinded?: string
  inverse?: string
  signature?: string
  receipt?: string
  answer?: Answer
}

export interface Keep {
  /** Whether it is still there when the page opens again. */
  lasting: boolean
  read: (official: string) => Kept | null
  write: (official: string, kept: Kept | null) => void
}

/** Set by a slip keeper on a tablet that many households use: nothing is kept there. */
export const SHARED = 'lianxin-shared-tablet'

export function isShared(): boolean {
  try {
    return localStorage.getItem(SHARED) !== null
  } catch {
    return false
  }
}

function lasts(): boolean {
  if (isShared()) return false
  try {
    // Some private modes have a storage that holds nothing.
    localStorage.setItem(SHARED + '-test', '1')
    localStorage.removeItem(SHARED + '-test')
    return true
  } catch {
    return false
  }
}

const begins = (round: string) => 'lianxin-rating:' + round + ':'

/** Whose answer waits on this phone for its receipt, be his page this one or another. */
export function waiting(round: string): string[] {
  const keep = keepOf(round)
  const found: string[] = []
  for (let at = 0; keep.lasting && at < localStorage.length; at++) {
    const name = localStorage.key(at) || ''
    const official = name.slice(begins(round).length)
    const kept = name.indexOf(begins(round)) ? null : keep.read(official)
    if (kept && kept.answer) found.push(official)
  }
  return found
}

/** The ballots of a round. Where nothing can be stored they live as long as the page. */
export function keepOf(round: string): Keep {
  const memory: Record<string, string> = {}
  const lasting = lasts()
  const name = (official: string) => begins(round) + official
  return {
    lasting,
    read(official) {
      const text = lasting ? localStorage.getItem(name(official)) : memory[official]
      try {
        return text ? (JSON.parse(text) as Kept) : null
      } catch {
        return null
      }
    },
    write(official, kept) {
      const text = kept ? JSON.stringify(kept) : ''
      memory[official] = text
      if (!lasting) return
      if (kept) localStorage.setItem(name(official), text)
      else localStorage.removeItem(name(official))
    },
  }
}
