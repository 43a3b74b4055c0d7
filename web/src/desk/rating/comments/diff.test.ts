import { describe, expect, it } from 'vitest'
import { diff } from './diff'

describe('what became of a comment', () => {
  it('shows what was taken out and what stands there instead', () => {
    expect(diff('我住12号，没人来', '我住［地址］，没人来')).toEqual([
      { kind: 'same', text: '我住' },
      { kind: 'gone', text: '12号' },
      { kind: 'new', text: '［地址］' },
      { kind: 'same', text: '，没人来' },
    ])
  })

  it('is nothing but the text where nothing changed', () => {
    expect(diff('没人来', '没人来')).toEqual([{ kind: 'same', text: '没人来' }])
    expect(diff('', '')).toEqual([])
  })

  it('gives both texts back, signs beyond the basic plane too', () => {
    for (const [before, after] of [['𠮷𠮷家', '家'], ['', '新'], ['旧', ''], ['一二三四五', '五四三二一']] as const) {
      const pieces = diff(before, after)
      expect(pieces.filter((piece) => piece.kind !== 'new').map((piece) => piece.text).join('')).toBe(before)
      expect(pieces.filter((piece) => piece.kind !== 'gone').map((piece) => piece.text).join('')).toBe(after)
    }
  })
})
