/**
 * The household's side of RFC 9474, RSABSSA-SHA384-PSS-Randomized with the exponent 65537: the registrar signs a message
 * that it cannot read, and the ballot box sees a signature that the registrar cannot know again.
 */
import { concat, same } from './bytes'
import { invert, isZero, modulus, multiply, raise, read, write, type Limbs, type Modulus } from './number'
import { sha384 } from './sha2'

const HASH = 48
/** Bytes of the salt of PSS. */
export const SALT = 48

/** A source of random bytes. */
export type Random = (size: number) => Uint8Array

/** What is sent to be signed, and what undoes the blinding. */
export interface Blinded {
  blinded: Uint8Array
  inverse: Uint8Array
}

function mask(seed: Uint8Array, size: number): Uint8Array {
  let bytes = new Uint8Array(0)
  for (let counter = 0; bytes.length < size; counter++) {
    bytes = concat(bytes, sha384(concat(seed, new Uint8Array([0, 0, 0, counter]))))
  }
  return bytes.subarray(0, size)
}

function unlike(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(left.length)
  for (let at = 0; at < left.length; at++) bytes[at] = (left[at] as number) ^ (right[at] as number)
  return bytes
}

/** EMSA-PSS-ENCODE; a modulus of whole bytes leaves the highest bit unused. */
function encode(message: Uint8Array, salt: Uint8Array, size: number): Uint8Array {
  const hash = sha384(concat(new Uint8Array(8), sha384(message), salt))
  const block = new Uint8Array(size - HASH - 1)
  block[block.length - salt.length - 1] = 1
  block.set(salt, block.length - salt.length)
  const hidden = unlike(block, mask(hash, block.length))
  hidden[0] = (hidden[0] as number) & 0x7f
  return concat(hidden, hash, new Uint8Array([0xbc]))
}

function draw(by: Modulus, random: Random): Limbs {
  for (;;) {
    const number = read(random(by.size), by)
    if (number && !isZero(number)) return number
  }
}

/** Blinds a prepared message under the key with this modulus. */
export function blind(key: Uint8Array, message: Uint8Array, salt: Uint8Array, random: Random): Blinded {
  const by = modulus(key)
  const encoded = read(encode(message, salt, by.size), by)
  for (;;) {
    const factor = draw(by, random)
    const hidden = encoded && multiply(encoded, factor, by)
    // One inversion for both: a message that shares a factor with the modulus has none either.
    const undone = hidden && invert(hidden, by)
    if (encoded && undone) {
      return {
        blinded: write(multiply(encoded, raise(factor, by), by), by.size),
        inverse: write(multiply(undone, encoded, by), by.size),
      }
    }
  }
}

/** The signature from what the registrar answered, or null: it did not sign what it was sent. */
export function finalize(key: Uint8Array, message: Uint8Array, answer: Uint8Array, inverse: Uint8Array): Uint8Array | null {
  const by = modulus(key)
  const signed = answer.length === by.size && read(answer, by)
  const undo = read(inverse, by)
  if (!signed || !undo) return null
  const signature = write(multiply(signed, undo, by), by.size)
  return verify(key, message, signature) ? signature : null
}

/** RSASSA-PSS-VERIFY. */
export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const by = modulus(key)
  const number = signature.length === by.size && read(signature, by)
  if (!number) return false
  const encoded = write(raise(number, by), by.size)
  const length = by.size - HASH - 1
  const block = unlike(encoded.subarray(0, length), mask(encoded.subarray(length, length + HASH), length))
  // There is one encoding of a message with a salt: it is this one, or the signature is wrong.
  return same(encode(message, block.subarray(length - SALT), by.size), encoded)
}
