/**
 * Arithmetic with numbers of a few thousand bits for browsers that have no BigInt. A number is a row of limbs of 14 bits,
 * the lowest first: two products of limbs and what is carried then fit a small integer, which old engines keep fast.
 */
const BITS = 14
const MASK = (1 << BITS) - 1

export type Limbs = Int32Array<ArrayBuffer>

/** An odd modulus and what is worked out from it once. */
export interface Modulus {
  n: Limbs
  /** Bytes of a number below it. */
  size: number
  /** Minus the inverse of its lowest limb. */
  negated: number
  /** The square of Montgomery's R, by which a number is taken into his form. */
  square: Limbs
}

function limbsOf(bytes: Uint8Array, length: number): Limbs {
  const limbs = new Int32Array(length)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const byte = bytes[bytes.length - 1 - (bit >> 3)] as number
    const at = (bit / BITS) | 0
    limbs[at] = (limbs[at] as number) | (((byte >> (bit & 7)) & 1) << bit % BITS)
  }
  return limbs
}

/** A number from its bytes, the highest first; null when it is not below the modulus. */
export function read(bytes: Uint8Array, { n }: Modulus): Limbs | null {
  const limbs = limbsOf(bytes, Math.max(n.length, Math.ceil((bytes.length * 8) / BITS)))
  for (let at = n.length; at < limbs.length; at++) if (limbs[at]) return null
  const number = limbs.subarray(0, n.length)
  return compare(number, n) < 0 ? number : null
}

/** The bytes of a number, the highest first. */
export function write(number: Limbs, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let bit = 0; bit < Math.min(size * 8, number.length * BITS); bit++) {
    const at = size - 1 - (bit >> 3)
    bytes[at] = (bytes[at] as number) | ((((number[(bit / BITS) | 0] as number) >> bit % BITS) & 1) << (bit & 7))
  }
  return bytes
}

export function compare(left: Limbs, right: Limbs): number {
  for (let at = left.length - 1; at >= 0; at--) {
    const difference = (left[at] as number) - (right[at] as number)
    if (difference) return difference
  }
  return 0
}

export function isZero(number: Limbs): boolean {
  for (let at = 0; at < number.length; at++) if (number[at]) return false
  return true
}

/** Takes one number from another in place; a borrow beyond the last limb is dropped. */
function subtract(from: Limbs, what: Limbs): void {
  let borrow = 0
  for (let at = 0; at < from.length; at++) {
    const difference = (from[at] as number) - (what[at] as number) + borrow
    from[at] = difference & MASK
    borrow = difference >> BITS
  }
}

/** Adds in place and says what is carried beyond the last limb. */
function add(to: Limbs, what: Limbs): number {
  let carry = 0
  for (let at = 0; at < to.length; at++) {
    const sum = (to[at] as number) + (what[at] as number) + carry
    to[at] = sum & MASK
    carry = sum >> BITS
  }
  return carry
}

/** Halves in place; `carry` becomes the highest bit. */
function halve(number: Limbs, carry: number): void {
  for (let at = number.length - 1; at >= 0; at--) {
    const limb = (number[at] as number) | (carry << BITS)
    number[at] = limb >> 1
    carry = limb & 1
  }
}

function one(length: number): Limbs {
  const number = new Int32Array(length)
  number[0] = 1
  return number
}

/** The modulus with these bytes; it must be odd. */
export function modulus(bytes: Uint8Array): Modulus {
  const n = limbsOf(bytes, Math.ceil((bytes.length * 8) / BITS))
  const lowest = n[0] as number
  let inverse = 1
  // Each step doubles the bits that are right.
  for (let step = 0; step < 4; step++) inverse = (inverse * ((2 - lowest * inverse) & MASK)) & MASK
  const square = one(n.length)
  for (let bit = 0; bit < 2 * BITS * n.length; bit++) {
    const carry = add(square, square)
    if (carry || compare(square, n) >= 0) subtract(square, n)
  }
  return { n, size: bytes.length, negated: -inverse & MASK, square }
}

/** Montgomery's product: left · right / R. */
function montgomery(left: Limbs, right: Limbs, { n, negated }: Modulus): Limbs {
  const length = n.length
  const sum = new Int32Array(length)
  let top = 0
  for (let i = 0; i < length; i++) {
    const factor = left[i] as number
    let part = (sum[0] as number) + factor * (right[0] as number)
    const cancel = ((part & MASK) * negated) & MASK
    let carry = (part + cancel * (n[0] as number)) >> BITS
    for (let j = 1; j < length; j++) {
      part = (sum[j] as number) + factor * (right[j] as number) + cancel * (n[j] as number) + carry
      sum[j - 1] = part & MASK
      carry = part >> BITS
    }
    part = top + carry
    sum[length - 1] = part & MASK
    top = part >> BITS
  }
  if (top || compare(sum, n) >= 0) subtract(sum, n)
  return sum
}

export function multiply(left: Limbs, right: Limbs, by: Modulus): Limbs {
  return montgomery(montgomery(left, by.square, by), right, by)
}

/** The power 65537, the public exponent of every key: sixteen squarings and one product. */
export function raise(number: Limbs, by: Modulus): Limbs {
  let power = montgomery(number, by.square, by)
  for (let step = 0; step < 16; step++) power = montgomery(power, power, by)
  return montgomery(power, number, by)
}

/** The number that gives one when multiplied; null when there is a common factor. */
export function invert(number: Limbs, { n }: Modulus): Limbs | null {
  if (isZero(number)) return null
  const length = n.length
  const unit = one(length)
  // Euclid in halves: left = x · number and right = y · number, always.
  let left = new Int32Array(number)
  let right = new Int32Array(n)
  let x = one(length)
  let y = new Int32Array(length)
  while (!isZero(left)) {
    while (!((left[0] as number) & 1)) {
      halve(left, 0)
      halve(x, (x[0] as number) & 1 ? add(x, n) : 0)
    }
    if (compare(left, right) < 0) {
      const [l, a] = [left, x]
      left = right
      right = l
      x = y
      y = a
    }
    subtract(left, right)
    // What is carried beyond the last limb is borrowed from there again.
    if (compare(x, y) < 0) add(x, n)
    subtract(x, y)
  }
  return compare(right, unit) === 0 ? y : null
}
