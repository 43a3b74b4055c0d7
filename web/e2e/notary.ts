import { createHash, randomBytes } from 'node:crypto'

/**
 * The notary's one-time codes: each is the SHA-256 of the one opened after it, and the tip, which is announced, that of
 * the first. `codes[0]` lies in the first envelope.
 */
export interface Envelopes { tip: string; codes: string[] }

export function seal(count: number): Envelopes {
  const chain = [randomBytes(32)]
  for (let made = 0; made < count; made += 1) chain.push(createHash('sha256').update(chain[made] as Buffer).digest())
  const [tip = '', ...codes] = chain.reverse().map((code) => code.toString('hex'))
  return { tip, codes }
}
