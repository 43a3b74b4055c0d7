/** Bytes as texts and texts as bytes, without what old browsers lack. */

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  let size = 0
  for (let at = 0; at < parts.length; at++) size += (parts[at] as Uint8Array).length
  const whole = new Uint8Array(size)
  size = 0
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as Uint8Array
    whole.set(part, size)
    size += part.length
  }
  return whole
}

export function same(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false
  return true
}

export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at++) text += ((bytes[at] as number) + 256).toString(16).slice(1)
  return text
}

export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(text.substr(at * 2, 2), 16)
  return bytes
}

/** Base64 as it stands in addresses, without padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at++) text += String.fromCharCode(bytes[at] as number)
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

export function fromBase64(text: string): Uint8Array {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  const bytes = new Uint8Array(plain.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = plain.charCodeAt(at)
  return bytes
}

/** A text without half characters as UTF-8. */
export function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text)
  const bytes: number[] = []
  for (let at = 0; at < escaped.length; at++) {
    if (escaped.charAt(at) === '%') {
      bytes.push(parseInt(escaped.substr(at + 1, 2), 16))
      at += 2
    } else bytes.push(escaped.charCodeAt(at))
  }
  return new Uint8Array(bytes)
}

export function random(size: number): Uint8Array {
  return window.crypto.getRandomValues(new Uint8Array(size))
}
