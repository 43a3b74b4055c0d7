/**
 * SHA-256 (FIPS 180-4) and HMAC (RFC 2104), written here because phones of 2018 have no synchronous one and a draw needs
 * ten thousand of them: the two padded keys of an HMAC are hashed once and each message costs two blocks.
 */

// Signed words: browsers keep those above 2 to the 31st out of registers otherwise.
const K = new Int32Array(64)
const START = new Int32Array(8)

/** The first 32 bits of the fractional part. */
const fraction = (value: number): number => ((value - Math.floor(value)) * 4294967296) | 0

for (let found = 0, candidate = 2; found < 64; candidate += 1) {
  let prime = true
  for (let by = 2; by * by <= candidate; by += 1) if (candidate % by === 0) prime = false
  if (!prime) continue
  if (found < 8) START[found] = fraction(Math.sqrt(candidate))
  K[found] = fraction(Math.cbrt(candidate))
  found += 1
}

const W = new Int32Array(64)

/** Mixes one block of 64 bytes into the state. */
function mix(state: Int32Array, bytes: Uint8Array, from: number): void {
  for (let i = 0, at = from; i < 16; i += 1, at += 4) {
    W[i] = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
  }
  for (let i = 16; i < 64; i += 1) {
    const x = W[i - 15] as number
    const y = W[i - 2] as number
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    W[i] = ((W[i - 16] as number) + s0 + (W[i - 7] as number) + s1) | 0
  }
  let a = state[0] as number, b = state[1] as number, c = state[2] as number, d = state[3] as number
  let e = state[4] as number, f = state[5] as number, g = state[6] as number, h = state[7] as number
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (W[i] as number)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0
  }
  state[0] = (state[0] as number) + a; state[1] = (state[1] as number) + b; state[2] = (state[2] as number) + c; state[3] = (state[3] as number) + d
  state[4] = (state[4] as number) + e; state[5] = (state[5] as number) + f; state[6] = (state[6] as number) + g; state[7] = (state[7] as number) + h
}

const tail = new Uint8Array(128)
const inside = new Uint8Array(32)
const written = new Uint8Array(256)
const encoder = new TextEncoder()

/** Hashes on from a state that has taken `before` bytes already, a multiple of 64; only the first `size` of `bytes` count. */
function finish(state: Int32Array, before: number, bytes: Uint8Array, size: number, digest: Uint8Array): Uint8Array {
  const whole = size - (size % 64)
  for (let at = 0; at < whole; at += 64) mix(state, bytes, at)
  const rest = size - whole
  const length = rest < 56 ? 64 : 128
  tail.fill(0)
  for (let i = 0; i < rest; i += 1) tail[i] = bytes[whole + i] as number
  tail[rest] = 0x80
  const total = before + size
  const high = Math.floor(total / 536870912)
  const low = total * 8
  for (let i = 0; i < 4; i += 1) {
    tail[length - 8 + i] = high >>> (24 - 8 * i)
    tail[length - 4 + i] = low >>> (24 - 8 * i)
  }
  mix(state, tail, 0)
  if (length === 128) mix(state, tail, 64)
  for (let i = 0; i < 32; i += 1) digest[i] = (state[i >> 2] as number) >>> (24 - 8 * (i & 3))
  return digest
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return finish(START.slice(), 0, bytes, bytes.length, new Uint8Array(32))
}

/** `mac(k, s)` = HMAC-SHA256 for one key of 32 bytes and many messages. */
export class Mac {
  private readonly inner = START.slice()
  private readonly outer = START.slice()
  private readonly state = new Int32Array(8)

  constructor(key: Uint8Array) {
    const pad = new Uint8Array(64)
    for (let i = 0; i < 64; i += 1) pad[i] = (i < key.length ? (key[i] as number) : 0) ^ 0x36
    mix(this.inner, pad, 0)
    for (let i = 0; i < 64; i += 1) pad[i] = (pad[i] as number) ^ 0x36 ^ 0x5c
    mix(this.outer, pad, 0)
  }

  of(message: Uint8Array, size = message.length): Uint8Array {
    this.state.set(this.inner)
    finish(this.state, 64, message, size, inside)
    this.state.set(this.outer)
    return finish(this.state, 64, inside, 32, new Uint8Array(32))
  }

  /** Of a text. Nearly all are ASCII and short: written where the last one stood, they leave nothing to be cleared away. */
  ofText(message: string): Uint8Array {
    const { length } = message
    if (length > written.length) return this.of(encoder.encode(message))
    for (let i = 0; i < length; i += 1) {
      const unit = message.charCodeAt(i)
      if (unit > 127) return this.of(encoder.encode(message))
      written[i] = unit
    }
    return this.of(written, length)
  }
}
