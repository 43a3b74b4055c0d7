/** SHA-256 and SHA-384 (FIPS 180-4) on halves of 32 bits, for browsers without WebCrypto. */

/** The fractions of the cube roots of the first 80 primes, 64 bits each; SHA-256 takes the upper half of the first 64. */
const CONSTANTS = words(
  '428a2f98d728ae227137449123ef65cdb5c0fbcfec4d3b2fe9b5dba58189dbbc3956c25bf348b53859f111f1b605d019923f82a4af194f9bab1c5ed5da6d8118' +
  'd807aa98a303024212835b0145706fbe243185be4ee4b28c550c7dc3d5ffb4e272be5d74f27b896f80deb1fe3b1696b19bdc06a725c71235c19bf174cf692694' +
  'e49b69c19ef14ad2efbe4786384f25e30fc19dc68b8cd5b5240ca1cc77ac9c652de92c6f592b02754a7484aa6ea6e4835cb0a9dcbd41fbd476f988da831153b5' +
  '983e5152ee66dfaba831c66d2db43210b00327c898fb213fbf597fc7beef0ee4c6e00bf33da88fc2d5a79147930aa72506ca6351e003826f142929670a0e6e70' +
  '27b70a8546d22ffc2e1b21385c26c9264d2c6dfc5ac42aed53380d139d95b3df650a73548baf63de766a0abb3c77b2a881c2c92e47edaee692722c851482353b' +
  'a2bfe8a14cf10364a81a664bbc423001c24b8b70d0f89791c76c51a30654be30d192e819d6ef5218d69906245565a910f40e35855771202a106aa07032bbd1b8' +
  '19a4c116b8d2d0c81e376c085141ab532748774cdf8eeb9934b0bcb5e19b48a8391c0cb3c5c95a634ed8aa4ae3418acb5b9cca4f7763e373682e6ff3d6b2b8a3' +
  '748f82ee5defb2fc78a5636f43172f6084c87814a1f0ab728cc702081a6439ec90befffa23631e28a4506cebde82bde9bef9a3f7b2c67915c67178f2e372532b' +
  'ca273eceea26619cd186b8c721c0c207eada7dd6cde0eb1ef57d4f7fee6ed17806f067aa72176fba0a637dc5a2c898a6113f9804bef90dae1b710b35131c471b' +
  '28db77f523047d8432caab7b40c724933c9ebe0a15c9bebc431d67c49c100d4c4cc5d4becb3e42b6597f299cfc657e2a5fcb6fab3ad6faec6c44198c4a475817',
)
const BEGIN_256 = words('6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19')
const BEGIN_384 = words(
  'cbbb9d5dc1059ed8629a292a367cd5079159015a3070dd17152fecd8f70e593967332667ffc00b318eb44a8768581511db0c2e0d64f98fa747b5481dbefa4fa4',
)

function words(hex: string): Int32Array {
  const list = new Int32Array(hex.length / 8)
  for (let at = 0; at < list.length; at++) list[at] = parseInt(hex.substr(at * 8, 8), 16)
  return list
}

/** The message, a one, zeros and its length, as words. */
function padded(message: Uint8Array, block: number): Int32Array {
  const size = Math.ceil((message.length + 1 + block / 8) / block) * block
  const list = new Int32Array(size / 4)
  const put = (byte: number, at: number) => {
    list[at >> 2] = (list[at >> 2] as number) | (byte << (24 - 8 * (at & 3)))
  }
  for (let at = 0; at < message.length; at++) put(message[at] as number, at)
  put(0x80, message.length)
  // No message here is longer than 512 megabytes.
  list[list.length - 1] = message.length * 8
  return list
}

function bytesOf(list: Int32Array, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at++) bytes[at] = (list[at >> 2] as number) >> (24 - 8 * (at & 3))
  return bytes
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

export function sha256(message: Uint8Array): Uint8Array {
  const state = new Int32Array(BEGIN_256)
  const input = padded(message, 64)
  const w = new Int32Array(64)
  for (let from = 0; from < input.length; from += 16) {
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let t = 0; t < 64; t++) {
      if (t < 16) w[t] = input[from + t] as number
      else {
        const early = w[t - 15] as number
        const late = w[t - 2] as number
        w[t] = (w[t - 16] as number) + (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) + (w[t - 7] as number) + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10))
      }
      const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (CONSTANTS[2 * t] as number) + (w[t] as number)) | 0
      const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    const end = [a, b, c, d, e, f, g, h]
    for (let at = 0; at < 8; at++) state[at] = (state[at] as number) + (end[at] as number)
  }
  return bytesOf(state, 32)
}

/** The upper half of a word of 64 bits turned to the right; with the halves exchanged, the lower. */
const upper = (high: number, low: number, by: number): number =>
  by < 32 ? (high >>> by) | (low << (32 - by)) : (low >>> (by - 32)) | (high << (64 - by))

/** Where a sum of words is collected. */
interface Sum { high: number; low: number }

function plus(sum: Sum, high: number, low: number): void {
  const total = sum.low + (low >>> 0)
  sum.low = total >>> 0
  sum.high = (sum.high + high + (total > 0xffffffff ? 1 : 0)) | 0
}

/** Three turns of a word, one over the other; a last turn of 6 or 7 is a shift. */
function mixed(sum: Sum, list: Int32Array, at: number, one: number, two: number, three: number): void {
  const high = list[at] as number
  const low = list[at + 1] as number
  plus(
    sum,
    upper(high, low, one) ^ upper(high, low, two) ^ (three < 8 ? high >>> three : upper(high, low, three)),
    upper(low, high, one) ^ upper(low, high, two) ^ upper(low, high, three),
  )
}

export function sha384(message: Uint8Array): Uint8Array {
  const state = new Int32Array(BEGIN_384)
  const input = padded(message, 128)
  const w = new Int32Array(160)
  const v = new Int32Array(16)
  const add = (sum: Sum, list: Int32Array, at: number) => plus(sum, list[at] as number, list[at + 1] as number)
  const put = (sum: Sum, list: Int32Array, at: number) => {
    list[at] = sum.high
    list[at + 1] = sum.low
  }
  for (let from = 0; from < input.length; from += 32) {
    v.set(state)
    for (let t = 0; t < 160; t += 2) {
      const next: Sum = { high: 0, low: 0 }
      if (t < 32) add(next, input, from + t)
      else {
        add(next, w, t - 32)
        add(next, w, t - 14)
        mixed(next, w, t - 30, 1, 8, 7)
        mixed(next, w, t - 4, 19, 61, 6)
      }
      put(next, w, t)
      const choice = (half: number) => ((v[8 + half] as number) & (v[10 + half] as number)) ^ (~(v[8 + half] as number) & (v[12 + half] as number))
      const most = (half: number) => {
        const [a, b, c] = [v[half] as number, v[2 + half] as number, v[4 + half] as number]
        return (a & b) ^ (a & c) ^ (b & c)
      }
      add(next, v, 14)
      mixed(next, v, 8, 14, 18, 41)
      plus(next, choice(0), choice(1))
      add(next, CONSTANTS, t)
      const second: Sum = { high: next.high, low: next.low }
      mixed(second, v, 0, 28, 34, 39)
      plus(second, most(0), most(1))
      // Every word moves on by one.
      for (let at = 15; at > 1; at--) v[at] = v[at - 2] as number
      put(second, v, 0)
      add(next, v, 8)
      put(next, v, 8)
    }
    for (let at = 0; at < 16; at += 2) {
      const end: Sum = { high: 0, low: 0 }
      add(end, state, at)
      add(end, v, at)
      put(end, state, at)
    }
  }
  return bytesOf(state, 48)
}
