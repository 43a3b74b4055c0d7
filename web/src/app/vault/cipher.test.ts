import { describe, expect, it } from 'vitest'
import { newKey, rewrap, seal, sealBytes, unseal, unsealBytes, unwrapKey, wrapNewKey } from './cipher'

/** Enough to try the rule; the phone takes hundreds of thousands. */
const FEW = 10

describe('what lies sealed on a phone', () => {
  it('opens with its key and under its own name only', async () => {
    const key = await newKey()
    const sealed = await seal(key, 'id|vault', { note: '老人腿脚不便' })
    expect(await unseal(key, 'id|vault', sealed)).toEqual({ note: '老人腿脚不便' })
    expect(await unseal(key, 'id|other', sealed)).toBeNull()
    expect(await unseal(await newKey(), 'id|vault', sealed)).toBeNull()
  })

  it('shows nothing of what was said, and its key cannot be read out', async () => {
    const key = await newKey()
    const { text } = await seal(key, 'x', { note: '老人腿脚不便' })
    expect(Buffer.from(text).includes(Buffer.from('老人'))).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })
})

describe('a PIN', () => {
  it('opens the key it wrapped on the phone where it did, and no other does', async () => {
    const [phone, other] = [await newKey(), await newKey()]
    const { wrapped, key } = await wrapNewKey(phone, '280519', 'vault', FEW)
    const photo = await sealBytes(key, 'p', new Uint8Array([1, 2, 3]))
    const again = await unwrapKey(phone, '280519', 'vault', wrapped)
    expect(again && new Uint8Array((await unsealBytes(again, 'p', photo)) ?? [])).toEqual(new Uint8Array([1, 2, 3]))
    await expect(crypto.subtle.exportKey('raw', again as CryptoKey)).rejects.toThrow()
    expect(await unwrapKey(phone, '280518', 'vault', wrapped)).toBeNull()
    expect(await unwrapKey(other, '280519', 'vault', wrapped)).toBeNull()
    expect(await unwrapKey(phone, '280519', 'another vault', wrapped)).toBeNull()
  })

  it('is changed without touching what it locks', async () => {
    const phone = await newKey()
    const { wrapped, key } = await wrapNewKey(phone, '280519', 'vault', FEW)
    const sealed = await seal(key, 'x', '话')
    expect(await rewrap(phone, '000001', '730164', 'vault', wrapped)).toBeNull()
    const next = await rewrap(phone, '280519', '730164', 'vault', wrapped)
    if (!next) throw new Error('the right PIN wraps anew')
    expect(await unwrapKey(phone, '280519', 'vault', next)).toBeNull()
    const opened = await unwrapKey(phone, '730164', 'vault', next)
    expect(opened && (await unseal(opened, 'x', sealed))).toBe('话')
  })
})
