/** A trustee's key pair (X25519), made on his own device. The secret leaves it only on paper or a stick he keeps. */
export interface TrusteeKey { secret: string; open: string }

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** Null where the browser cannot (before Chrome 133 and Safari 17). */
export async function makeTrusteeKey(): Promise<TrusteeKey | null> {
  try {
    const pair = (await crypto.subtle.generateKey({ name: 'X25519' }, true, ['deriveBits'])) as CryptoKeyPair
    const open = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
    // PKCS#8 of an X25519 key ends with the 32 bytes of the secret.
    const secret = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)).slice(-32)
    return { secret: base64(secret), open: base64(open) }
  } catch {
    return null
  }
}
