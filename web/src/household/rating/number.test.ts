import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { compare, invert, isZero, modulus, multiply, raise, read, write } from './number'

const asBig = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
function asBytes(number: bigint, size: number): Uint8Array {
  return new Uint8Array(Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex'))
}

function power(base: bigint, exponent: bigint, by: bigint): bigint {
  let result = 1n
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * base) % by
    base = (base * base) % by
  }
  return result
}

/** Odd moduli of many sizes: random ones, and ones whose limbs are nearly all ones or zeros, where carries go far. */
function moduli(): Uint8Array[] {
  const found: Uint8Array[] = []
  for (const size of [1, 2, 7, 14, 31, 128, 256, 512]) {
    const chance = new Uint8Array(randomBytes(size))
    const ones = new Uint8Array(size).fill(255)
    const zeros = new Uint8Array(size)
    chance[0] = (chance[0] as number) | 128
    zeros[0] = 128
    for (const bytes of [chance, ones, zeros]) {
      bytes[size - 1] = (bytes[size - 1] as number) | 1
      found.push(bytes)
    }
  }
  return found
}

/** Numbers below a modulus: chance, and the ends. */
function numbers(n: bigint): bigint[] {
  const size = Math.ceil(n.toString(16).length / 2)
  const some = Array.from({ length: 4 }, () => asBig(randomBytes(size)) % n)
  return [0n, 1n, 2n % n, n - 1n, n - 2n, n >> 1n, ...some]
}

it('multiplies and raises as BigInt does', () => {
  for (const bytes of moduli()) {
    const by = modulus(bytes)
    const n = asBig(bytes)
    const get = (number: bigint) => read(asBytes(number, bytes.length), by) ?? expect.fail(`${number} is below ${n}`)
    for (const left of numbers(n)) {
      for (const right of numbers(n)) {
        expect(asBig(write(multiply(get(left), get(right), by), by.size))).toBe((left * right) % n)
      }
      expect(asBig(write(raise(get(left), by), by.size))).toBe(power(left, 65537n, n))
    }
  }
})

it('inverts what has an inverse and nothing else', () => {
  for (const bytes of moduli()) {
    const by = modulus(bytes)
    const n = asBig(bytes)
    for (const number of numbers(n)) {
      const limbs = read(asBytes(number, bytes.length), by) ?? expect.fail('it is below the modulus')
      const inverse = invert(limbs, by)
      let [a, b] = [number, n]
      while (b) [a, b] = [b, a % b]
      if (a !== 1n || number === 0n) expect(inverse, `${number} of ${n}`).toBeNull()
      else expect(asBig(write(multiply(limbs, inverse ?? expect.fail(`${number} has an inverse under ${n}`), by), by.size))).toBe(1n % n)
    }
  }
})

it('reads what is below the modulus and writes it back', () => {
  const { n } = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const bytes = new Uint8Array(Buffer.from(n as string, 'base64url'))
  const by = modulus(bytes)
  expect(read(bytes, by)).toBeNull()
  expect(read(asBytes(asBig(bytes) + 1n, 256), by)).toBeNull()
  expect(read(new Uint8Array(256).fill(255), by)).toBeNull()
  // One more byte than the modulus has.
  expect(read(asBytes(1n << 2048n, 257), by)).toBeNull()
  const highest = read(asBytes(asBig(bytes) - 1n, 256), by) ?? expect.fail('one less is below')
  expect(asBig(write(highest, 256))).toBe(asBig(bytes) - 1n)
  expect(isZero(highest)).toBe(false)
  expect(compare(highest, by.n)).toBeLessThan(0)
  expect(read(new Uint8Array(256), by)).not.toBeNull()
})
