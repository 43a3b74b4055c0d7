/** A number as people type it: small letters, the wide digits of a Chinese keyboard, spaces between. */
export const typedLabel = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toUpperCase()

/** 64 digits copied by hand, in groups perhaps; undefined where nothing is written. */
export function typedDigest(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
  return digits === '' ? undefined : digits
}
