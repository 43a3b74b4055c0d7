/** The hash tree of RFC 6962 as a receipt meets it: leaf, neighbours, root. */
import { sha256 } from '../audit/pdraw1/sha256'
import { utf8 } from '../audit/pdraw1/text'

function hash(mark: number, ...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(1 + parts.reduce((size, part) => size + part.length, 0))
  whole[0] = mark
  let at = 1
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return sha256(whole)
}

export const leafHash = (leaf: string): Uint8Array => hash(0, utf8(leaf))

const node = (left: Uint8Array, right: Uint8Array): Uint8Array => hash(1, left, right)

/** The root that a leaf and its neighbours lead to (RFC 9162, 2.1.3.2); none where the proof is not one of that place. */
export function rootFrom(leaf: string, index: number, size: number, proof: Uint8Array[]): Uint8Array | undefined {
  if (index < 0 || index >= size) return undefined
  let at = index
  let last = size - 1
  let found = leafHash(leaf)
  for (const neighbour of proof) {
    if (last === 0) return undefined
    if (at % 2 === 1 || at === last) {
      found = node(neighbour, found)
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    } else found = node(found, neighbour)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? found : undefined
}
