/** AES-GCM with a key that scripts can use but never read out. */
export interface Sealed { iv: Uint8Array<ArrayBuffer>; text: ArrayBuffer }

export async function newKey(subtle: SubtleCrypto): Promise<CryptoKey> {
  return subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** `about` is authenticated with the text: a record copied under another id or account does not open. */
export async function seal(key: CryptoKey, about: string, value: unknown, from: Crypto = crypto): Promise<Sealed> {
  const iv = from.getRandomValues(new Uint8Array(12))
  const additionalData = new TextEncoder().encode(about)
  const plain = new TextEncoder().encode(JSON.stringify(value))
  return { iv, text: await from.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain) }
}

/** Null when the key or the record is another one. */
export async function unseal(key: CryptoKey, about: string, sealed: Sealed, from: Crypto = crypto): Promise<unknown> {
  const additionalData = new TextEncoder().encode(about)
  try {
    const plain = await from.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData }, key, sealed.text)
    return JSON.parse(new TextDecoder().decode(plain))
  } catch {
    return null
  }
}
