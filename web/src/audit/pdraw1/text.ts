/** Bytes, hex, and what labels and fields may hold (4-draw, first paragraphs). */

const encoder = new TextEncoder()

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16)
  return text
}

export const isHex64 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

export function unhex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = parseInt(text.substr(2 * i, 2), 16)
  return bytes
}

/** UTF-16 sorts characters beyond U+FFFF before U+E000; UTF-8 does not. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/** Order by the bytes of the UTF-8 text. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

export function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < 32; i += 1) {
    const by = (a[i] as number) - (b[i] as number)
    if (by !== 0) return by
  }
  return 0
}

export const isLabel = (text: string): boolean => /^(?!S-)[0-9A-Z-]{1,32}$/.test(text)

export const isRosterName = (text: string): boolean => /^[a-z0-9-]{1,32}$/.test(text)

/** No bar, no control character (Cc), no space (Zs) at either end; may be empty. */
export function isField(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (/[|\u0000-\u001f\u007f-\u009f]/.test(text)) return false
  const outer = /[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/
  return text === '' || !(outer.test(text.charAt(0)) || outer.test(text.charAt(text.length - 1)))
}

const TOP = '18446744073709551615'

/** A whole number below 2 to the 64th as the protocol writes it, without leading zeros; null when it is none. */
export function whole(text: string): number | null {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text) || (text.length === TOP.length && text > TOP)) return null
  return Number(text)
}

/** What stands before the first bar, and behind it; null where there is none. */
export function atFirstBar(text: string): [string, string] | null {
  const at = text.indexOf('|')
  return at < 0 ? null : [text.slice(0, at), text.slice(at + 1)]
}
