/**
 * A judge's ballot on a judge's phone: blinded, signed for his seat, cast without it. The same cryptography as a household's
 * ballot. What is needed until the vote closes stays on this phone; the choice does not.
 */
import { api, take } from '../api/client'
import type { BallotPaper, PanelChoice } from '../api/shapes'
import { blind, finalize, SALT } from '../household/rating/blind'
import { concat, fromBase64, fromHex, random, toBase64, toHex, utf8 } from '../household/rating/bytes'
import { sha256 } from '../household/rating/sha2'

interface Kept {
  prefix: string
  nonce: string
  blinded: string
  inverse: string
  signature?: string
  receipt?: string
}

export interface OpenVote {
  code: string
  meeting: string
  number: number
  label: string
  /** The modulus of the vote's key. */
  key: string
}

/** The open vote that a paper is about. */
export function openVote(code: string, paper: BallotPaper): OpenVote | null {
  if (paper.state !== 'open' || !paper.key || paper.label === undefined) return null
  return { code, meeting: paper.meeting_id, number: paper.number, label: paper.label, key: paper.key }
}

/** Two seats on one phone do not meet, and the code itself is not stored. */
function name(vote: OpenVote): string {
  const code = vote.code.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return `lianxin-panel:${toHex(sha256(utf8(`${vote.meeting}|${vote.number}|${code}`))).slice(0, 32)}`
}

/** Where nothing can be stored a ballot lives as long as the page. */
const memory: Record<string, string> = {}

function read(vote: OpenVote): Kept | null {
  const at = name(vote)
  let text = memory[at] ?? null
  try {
    text ??= localStorage.getItem(at)
  } catch { /* a private mode */ }
  return text ? (JSON.parse(text) as Kept) : null
}

function write(vote: OpenVote, kept: Kept): void {
  const [at, text] = [name(vote), JSON.stringify(kept)]
  memory[at] = text
  try {
    localStorage.setItem(at, text)
  } catch { /* a private mode */ }
}

export function receiptHere(vote: OpenVote): string | undefined {
  return read(vote)?.receipt
}

/** Whether this phone has begun this seat's ballot; another one that did has it. */
export function begunHere(vote: OpenVote): boolean {
  return read(vote) !== null
}

/** What will stand in the record for this ballot. */
export function commitment(salt: string, vote: OpenVote, choice: PanelChoice): string {
  const text = ['lianxin-panel-1', vote.meeting, vote.number, vote.label, choice].join('\n')
  return toHex(sha256(concat(fromHex(salt), utf8(text))))
}

function begin(vote: OpenVote): Kept {
  const [prefix, nonce] = [random(32), random(32)]
  const made = blind(fromBase64(vote.key), concat(prefix, nonce), random(SALT), random)
  const kept = { prefix: toHex(prefix), nonce: toHex(nonce), blinded: toBase64(made.blinded), inverse: toBase64(made.inverse) }
  write(vote, kept)
  return kept
}

/** Casts a choice, or another one in its place, and returns the receipt. Whatever is interrupted goes on from where it was. */
export async function send(vote: OpenVote, choice: PanelChoice): Promise<string> {
  const kept = read(vote) ?? begin(vote)
  if (!kept.signature) {
    const body = { code: vote.code, number: vote.number, blinded: kept.blinded }
    const signed = await take(api.POST('/api/public/panel/sign', { body }))
    const message = concat(fromHex(kept.prefix), fromHex(kept.nonce))
    const signature = finalize(fromBase64(vote.key), message, fromBase64(signed.signature), fromBase64(kept.inverse))
    if (!signature) throw new Error('what was signed is not what was sent')
    kept.signature = toBase64(signature)
    write(vote, kept)
  }
  const salt = toHex(random(32))
  const body = { meeting_id: vote.meeting, number: vote.number, choice, salt, prefix: kept.prefix, nonce: kept.nonce, signature: kept.signature }
  const cast = await take(api.POST('/api/public/panel/cast', { body }))
  if (cast.commitment !== commitment(salt, vote, choice)) throw new Error('another ballot was taken than was given')
  kept.receipt = cast.receipt
  write(vote, kept)
  return cast.receipt
}
