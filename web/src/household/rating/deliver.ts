/**
 * An answer's way from the phone into the box: blinded, signed by the registrar, cast, receipt. Every step is kept before the
 * next one is taken, so that whatever ends the page, the next one goes on from there and never begins a second ballot.
 */
import { commitment, receiptOf } from './ballot'
import { blind, finalize, SALT } from './blind'
import { concat, fromBase64, fromHex, random, toBase64, toHex } from './bytes'
import type { Keep, Kept } from './keep'
import { post, type Said } from './wire'

/** What the page of the household says of a round and an official. */
export interface Paper {
  /** The round's id and its code. */
  round: string
  code: string
  official: string
  /** The modulus of the official's key, base64. */
  key: string
  /** Where the ballot box is; empty when it is here. */
  box: string
  /** Where a blinded message is signed. */
  issue: string
  /** The page's mark against forged requests. */
  mark: string
}

/**
 * `again`: the network or the box was not there, ask again; `factor` and `expired`: the household must show itself once more; `issued`,
 * `slip`, `closed`, `refused`: it will not come to a receipt.
 */
export type End = 'done' | 'again' | 'issued' | 'slip' | 'closed' | 'factor' | 'expired' | 'refused'

type Then = (end: End, after?: number) => void

const message = (kept: Kept) => concat(fromHex(kept.prefix), fromHex(kept.nonce))

/** What an answer that is no success means in both rooms. */
function endOf(said: Said): End {
  const code = said.body['code']
  if (said.status === 0 || said.status === 429 || said.status >= 500) return 'again'
  if (code === 'round_not_open') return 'closed'
  if (code === 'slip_drawn') return 'slip'
  if (code === 'ballot_issued') return 'issued'
  if (code === 'second_factor') return 'factor'
  return said.status === 403 ? 'expired' : 'refused'
}

export function deliver(paper: Paper, keep: Keep, then: Then): void {
  const kept = keep.read(paper.official)
  if (!kept) then('refused')
  else if (kept.receipt && !kept.answer) then('done')
  else if (kept.signature) cast(paper, keep, kept, then)
  else issue(paper, keep, kept, then)
}

function issue(paper: Paper, keep: Keep, kept: Kept, then: Then): void {
  if (!kept.blinded) {
    const made = blind(fromBase64(paper.key), message(kept), random(SALT), random)
    // Another window of this phone may have begun meanwhile: one ballot is enough.
    const now = keep.read(paper.official)
    if (now && (now.blinded || now.signature)) {
      deliver(paper, keep, then)
      return
    }
    kept.blinded = toBase64(made.blinded)
    kept.inverse = toBase64(made.inverse)
    keep.write(paper.official, kept)
  }
  const asked = kept.blinded
  post(paper.issue, { round: paper.round, official: paper.official, blinded: asked, token: paper.mark }, (said) => {
    const now = keep.read(paper.official)
    if (now && now.blinded !== asked) {
      deliver(paper, keep, then)
      return
    }
    if (said.status !== 200) {
      const end = endOf(said)
      if (end === 'issued' || end === 'slip') keep.write(paper.official, null)
      if (end === 'closed') drop(paper, keep, kept)
      then(end, said.after)
      return
    }
    const signature = finalize(fromBase64(paper.key), message(kept), fromBase64(String(said.body['signature'])), fromBase64(kept.inverse || ''))
    if (!signature) {
      then('refused')
      return
    }
    kept.signature = toBase64(signature)
    keep.write(paper.official, kept)
    cast(paper, keep, kept, then)
  })
}

function cast(paper: Paper, keep: Keep, kept: Kept, then: Then): void {
  const answer = kept.answer
  if (!answer) {
    then('refused')
    return
  }
  const { level, reasons, comment, salt } = answer
  const own = commitment(fromHex(salt), { round: paper.code, official: paper.official, level, reasons, comment })
  const ballot = { round: paper.round, official: paper.official, level, reasons, comment, salt, prefix: kept.prefix, nonce: kept.nonce, signature: kept.signature }
  post(paper.box + '/api/ballot-box/ballots', ballot, (said) => {
    if (said.status === 200) {
      // The box must have taken exactly what was given here.
      const right = said.body['commitment'] === own
      if (right) keep.write(paper.official, settled(kept, receiptOf(own)))
      then(right ? 'done' : 'refused')
      return
    }
    const end = endOf(said)
    if (end === 'closed') drop(paper, keep, kept)
    then(end, said.after)
  })
}

/** What stays after the receipt: enough to change the answer, nothing that tells it. */
function settled(kept: Kept, receipt?: string): Kept {
  return { prefix: kept.prefix, nonce: kept.nonce, signature: kept.signature, receipt }
}

/** An answer that came too late is nobody's to read any more. */
function drop(paper: Paper, keep: Keep, kept: Kept): void {
  keep.write(paper.official, kept.receipt ? settled(kept, kept.receipt) : null)
}

/** A new answer: with the ballot that is here, or the beginning of one. */
export function answered(keep: Keep, official: string, level: string, reasons: string[], comment: string): void {
  const kept = keep.read(official) || { prefix: toHex(random(32)), nonce: toHex(random(32)) }
  kept.answer = { level, reasons, comment, salt: toHex(random(32)) }
  keep.write(official, kept)
}
