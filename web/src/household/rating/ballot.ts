/** A ballot's text and what stands for it in public: `lianxin-ballot-1`. */
import { concat, toHex, utf8 } from './bytes'
import { sha256 } from './sha2'

export interface Ballot {
  /** The round's code, not its id. */
  round: string
  /** The official's number. */
  official: string
  level: string
  reasons: string[]
  comment: string
}

/** A comment as the box takes it: no half characters, no control characters but line ends. */
export function tidy(comment: string): string {
  return comment
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    // eslint-disable-next-line no-control-regex -- these are what is taken out
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '')
    .replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (found) => (found.length === 2 ? found : ''))
    .trim()
}

export function textOf(ballot: Ballot): string {
  return ['lianxin-ballot-1', ballot.round, ballot.official, ballot.level, ballot.reasons.join(','), ballot.comment].join('\n')
}

/** SHA-256 of the salt and the text: without the salt it could be guessed from the five levels. */
export function commitment(salt: Uint8Array, ballot: Ballot): string {
  return toHex(sha256(concat(salt, utf8(textOf(ballot)))))
}

/** The beginning of a commitment, short enough to be copied by hand. */
export function receiptOf(hex: string): string {
  return (hex.slice(0, 16).toUpperCase().match(/.{4}/g) || []).join('-')
}
