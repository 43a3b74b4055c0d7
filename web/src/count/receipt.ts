/** Whether my answer is in the count: one official's part of it, held against the signed root. */
import { hex, isHex64, unhex } from '../audit/pdraw1/text'
import { rootFrom } from './merkle'

/** As `listReceipts` sends it; values are as written. A phone asks for the whole part, so that nobody learns which receipt it holds. */
export interface Part {
  /** The official's own leaf. */
  leaf: string
  index: number
  proof: string[]
  receipts: { commitment: string; index: number; proof: string[] }[]
  /** The signed note. */
  checkpoint: string
}

/** The numbers in an official's leaf. */
export interface Counts {
  households: number
  issuedPhone: number
  issuedSlip: number
  reissued: number
  voidedSlips: number
  cast: number
  counted: number
}

export type Finding =
  /** The receipt is in the count, and so is everything that is said of the official. */
  | { kind: 'counted'; commitment: string; counts: Counts }
  /** No commitment of this official begins so. */
  | { kind: 'absent' }
  /** It is listed, and the signed root does not say so: the list or the checkpoint was changed. */
  | { kind: 'unproven'; commitment: string }
  /** What the server sent cannot be read. */
  | { kind: 'unreadable' }

/** A receipt as it was typed: 16 digits of a commitment, or all 64. */
export function readReceipt(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '').toLowerCase()
  return /^[0-9a-f]{16}([0-9a-f]{48})?$/.test(digits) ? digits : undefined
}

/** What a receipt's page looks for, in the part of its official. */
export function findReceipt(part: Part, official: string, receipt: string): Finding {
  const checkpoint = readCheckpoint(part.checkpoint)
  const counts = readCounts(part.leaf, official)
  if (checkpoint === undefined || counts === undefined) return { kind: 'unreadable' }
  const [found] = part.receipts.filter(({ commitment }) => commitment.indexOf(receipt) === 0)
  if (found === undefined) return { kind: 'absent' }
  const { commitment } = found
  const stands = (leaf: string, index: number, proof: string[]): boolean => {
    const root = proof.every(isHex64) ? rootFrom(leaf, index, checkpoint.leaves, proof.map(unhex)) : undefined
    return root !== undefined && hex(root) === checkpoint.root
  }
  const proven = stands(part.leaf, part.index, part.proof) && stands(`ballot|${official}|${commitment}`, found.index, found.proof)
  return proven ? { kind: 'counted', commitment, counts } : { kind: 'unproven', commitment }
}

interface Checkpoint {
  leaves: number
  /** In hex. */
  root: string
}

/** The lines that a proof needs. The signature is looked at by `lianxin rating verify`. */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const [origin, leaves, root] = note.split('\n')
  if (origin === undefined || origin.indexOf('lianxin-rating/') !== 0 || !/^[1-9]\d{0,8}$/.test(leaves || '')) return undefined
  if (!/^[A-Za-z0-9+/]{43}=$/.test(root || '')) return undefined
  const bytes = atob(root as string)
  return { leaves: Number(leaves), root: hex(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))) }
}

function readCounts(leaf: string, wanted: string): Counts | undefined {
  const [word, official, ...rest] = leaf.split('|')
  const numbers = rest.slice(0, 7)
  if (word !== 'official' || official !== wanted || rest.length !== 9 || !numbers.every((number) => /^\d+$/.test(number))) return undefined
  const [households, issuedPhone, issuedSlip, reissued, voidedSlips, cast, counted] = numbers.map(Number) as [number, number, number, number, number, number, number]
  return { households, issuedPhone, issuedSlip, reissued, voidedSlips, cast, counted }
}
