import { constants, generateKeyPairSync, privateDecrypt, randomBytes, verify as check, type KeyObject } from 'node:crypto'
import { expect, it } from 'vitest'
import { blind, finalize, SALT, verify } from './blind'
import { modulus, write } from './number'

const chance = (size: number) => new Uint8Array(randomBytes(size))

/** A key pair, its modulus, and the registrar's part: one raw private operation. */
function registrar() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const n = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).n as string, 'base64url'))
  const sign = (blinded: Uint8Array) => new Uint8Array(privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, blinded))
  return { n, sign, publicKey }
}

const checked = (key: KeyObject, message: Uint8Array, signature: Uint8Array) =>
  check('sha384', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }, signature)

it('makes signatures that OpenSSL accepts, from answers to messages it cannot read', () => {
  for (let round = 0; round < 4; round++) {
    const { n, sign, publicKey } = registrar()
    for (let turn = 0; turn < 8; turn++) {
      const message = chance(64)
      const { blinded, inverse } = blind(n, message, chance(SALT), chance)
      const signature = finalize(n, message, sign(blinded), inverse) ?? expect.fail('it was signed')
      expect(checked(publicKey, message, signature)).toBe(true)
      expect(verify(n, message, signature)).toBe(true)
    }
  }
})

it('never sends the same message twice the same way', () => {
  const { n } = registrar()
  const message = chance(64)
  const salt = chance(SALT)
  expect(blind(n, message, salt, chance).blinded).not.toEqual(blind(n, message, salt, chance).blinded)
})

it('refuses an answer that is no signature of what was sent', () => {
  const { n, sign } = registrar()
  const other = registrar()
  const message = chance(64)
  const { blinded, inverse } = blind(n, message, chance(SALT), chance)
  const answer = sign(blinded)
  expect(finalize(n, message, answer, inverse)).not.toBeNull()
  for (const wrong of [new Uint8Array(256), new Uint8Array(256).fill(255), n, answer.subarray(1), new Uint8Array([0, ...answer])]) {
    expect(finalize(n, message, wrong, inverse)).toBeNull()
  }
  for (const at of [0, 100, 255]) {
    const wrong = answer.slice()
    wrong[at] = (wrong[at] as number) ^ 1
    expect(finalize(n, message, wrong, inverse)).toBeNull()
  }
  expect(finalize(n, chance(64), answer, inverse)).toBeNull()
  expect(finalize(other.n, message, answer, inverse)).toBeNull()
})

it('takes a signature only as it is', () => {
  const { n, sign } = registrar()
  const message = chance(64)
  const { blinded, inverse } = blind(n, message, chance(SALT), chance)
  const signature = finalize(n, message, sign(blinded), inverse) ?? expect.fail('it was signed')
  for (const at of [0, 128, 255]) {
    const wrong = signature.slice()
    wrong[at] = (wrong[at] as number) ^ 0x10
    expect(verify(n, message, wrong)).toBe(false)
  }
  expect(verify(n, message, signature.subarray(0, 255))).toBe(false)
  expect(verify(n, message, write(modulus(n).n, 256))).toBe(false)
})

it('draws again when the factor is zero or not below the modulus', () => {
  const { n, sign } = registrar()
  const message = chance(64)
  const bad = [new Uint8Array(256), new Uint8Array(256).fill(255), n]
  let asked = 0
  const { blinded, inverse } = blind(n, message, chance(SALT), (size) => bad[asked++] ?? chance(size))
  expect(asked).toBeGreaterThan(bad.length)
  expect(finalize(n, message, sign(blinded), inverse)).not.toBeNull()
})
