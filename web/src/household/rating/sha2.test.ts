import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sha256, sha384 } from './sha2'

it('hashes messages of every length around the blocks as node does', () => {
  const message = new Uint8Array(700).map((_, at) => (at * 37 + (at >> 3)) & 255)
  for (let size = 0; size < message.length; size++) {
    const part = message.subarray(0, size)
    expect(Buffer.from(sha256(part)).toString('hex')).toBe(createHash('sha256').update(part).digest('hex'))
    expect(Buffer.from(sha384(part)).toString('hex')).toBe(createHash('sha384').update(part).digest('hex'))
  }
})
