/** AES-GCM. `about` is authenticated with the text: a record copied under another id or account does not open. */
export interface Sealed { iv: Uint8Array<ArrayBuffer>; text: ArrayBuffer }

const AES = { name: 'AES-GCM', length: 256 }

/** A key that scripts can use but never read out. */
export async function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey(AES, false, ['encrypt', 'decrypt'])
}

export async function sealBytes(key: CryptoKey, about: string, plain: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const additionalData = new TextEncoder().encode(about)
  return { iv, text: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain) }
}

/** Null when the key or the record is another one. */
export async function unsealBytes(key: CryptoKey, about: string, sealed: Sealed): Promise<ArrayBuffer | null> {
  const additionalData = new TextEncoder().encode(about)
  try {
    return await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData }, key, sealed.text)
  } catch {
    return null
  }
}

export function seal(key: CryptoKey, about: string, value: unknown): Promise<Sealed> {
  return sealBytes(key, about, new TextEncoder().encode(JSON.stringify(value)))
}

export async function unseal(key: CryptoKey, about: string, sealed: Sealed): Promise<unknown> {
  const plain = await unsealBytes(key, about, sealed)
  return plain === null ? null : JSON.parse(new TextDecoder().decode(plain))
}

/** The key that a PIN gives with this salt. Slow on purpose: six digits are few. */
async function keyOfPin(pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, typed, AES, false, ['encrypt', 'decrypt'])
}

/** A data key under a PIN, and that under the key of the phone: neither alone opens it. */
export interface Wrapped { salt: Uint8Array<ArrayBuffer>; iterations: number; inner_iv: Uint8Array<ArrayBuffer>; outer: Sealed }

/** What OWASP asks of PBKDF2-SHA-256 at the least is 310,000; a phone of ten years ago takes under two seconds for it. */
export const ITERATIONS = 400_000

/** Makes a data key and wraps it. The raw bytes are overwritten at once; the key that is left cannot be read out. */
export async function wrapNewKey(device: CryptoKey, pin: string, about: string, iterations = ITERATIONS): Promise<{ wrapped: Wrapped; key: CryptoKey }> {
  const raw = crypto.getRandomValues(new Uint8Array(32))
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const inner = await sealBytes(await keyOfPin(pin, salt, iterations), about, raw)
  const outer = await sealBytes(device, about, inner.text)
  const key = await crypto.subtle.importKey('raw', raw, AES, false, ['encrypt', 'decrypt'])
  raw.fill(0)
  return { wrapped: { salt, iterations, inner_iv: inner.iv, outer }, key }
}

async function rawKey(device: CryptoKey, pin: string, about: string, wrapped: Wrapped): Promise<Uint8Array<ArrayBuffer> | null> {
  const text = await unsealBytes(device, about, wrapped.outer)
  if (text === null) return null
  const raw = await unsealBytes(await keyOfPin(pin, wrapped.salt, wrapped.iterations), about, { iv: wrapped.inner_iv, text })
  return raw && new Uint8Array(raw)
}

/** Null for another PIN, and for another phone. */
export async function unwrapKey(device: CryptoKey, pin: string, about: string, wrapped: Wrapped): Promise<CryptoKey | null> {
  const raw = await rawKey(device, pin, about, wrapped)
  if (raw === null) return null
  const key = await crypto.subtle.importKey('raw', raw, AES, false, ['encrypt', 'decrypt'])
  raw.fill(0)
  return key
}

/** The same key under another PIN, with a salt of its own. */
export async function rewrap(device: CryptoKey, pin: string, next: string, about: string, wrapped: Wrapped): Promise<Wrapped | null> {
  const raw = await rawKey(device, pin, about, wrapped)
  if (raw === null) return null
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const inner = await sealBytes(await keyOfPin(next, salt, ITERATIONS), about, raw)
  raw.fill(0)
  return { salt, iterations: ITERATIONS, inner_iv: inner.iv, outer: await sealBytes(device, about, inner.text) }
}
