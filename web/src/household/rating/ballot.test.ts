import { createHash, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { commitment, receiptOf, textOf, tidy } from './ballot'
import { fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes'

const BALLOT = { round: 'PJ2026', official: 'A00012', level: 'dissatisfied', reasons: ['slow', 'other'], comment: '路灯坏了\n没人修 😀' }

it('writes the text of a ballot line by line', () => {
  expect(textOf(BALLOT)).toBe('lianxin-ballot-1\nPJ2026\nA00012\ndissatisfied\nslow,other\n路灯坏了\n没人修 😀')
  expect(textOf({ ...BALLOT, level: 'fair', reasons: [], comment: '' })).toBe('lianxin-ballot-1\nPJ2026\nA00012\nfair\n\n')
})

it('commits to the salt and the text, and shows the first sixteen digits', () => {
  const salt = new Uint8Array(randomBytes(32))
  const hex = createHash('sha256').update(salt).update(textOf(BALLOT)).digest('hex')
  expect(commitment(salt, BALLOT)).toBe(hex)
  expect(receiptOf('0123456789abcdef0123')).toBe('0123-4567-89AB-CDEF')
})

it('takes out of a comment what the box refuses and leaves the rest', () => {
  expect(tidy(' 一\r\n二\r三\t四 ')).toBe('一\n二\n三 四')
  expect(tidy('a\u0000b\u0007c\u007fd\u0085e')).toBe('abcde')
  expect(tidy('好\ud83d的\ude00😀')).toBe('好的😀')
  expect(tidy('<b>&"')).toBe('<b>&"')
})

it('turns bytes into texts and back as node does', () => {
  for (const size of [0, 1, 2, 3, 31, 32, 256]) {
    const bytes = new Uint8Array(randomBytes(size))
    const node = Buffer.from(bytes)
    expect(toHex(bytes)).toBe(node.toString('hex'))
    expect(toBase64(bytes)).toBe(node.toString('base64url'))
    expect(fromHex(node.toString('hex'))).toEqual(bytes)
    expect(fromBase64(node.toString('base64url'))).toEqual(bytes)
    expect(fromBase64(node.toString('base64'))).toEqual(bytes)
  }
  for (const text of ['', 'abc %', '满意', '😀é\n']) expect(utf8(text)).toEqual(new Uint8Array(Buffer.from(text, 'utf8')))
})
