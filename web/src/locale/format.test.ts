import { describe, expect, it } from 'vitest'
import { rough } from './format'

describe('a rough number', () => {
  it.each([[7, '7'], [1234, '1,200'], [9_999, '1 万'], [123_456, '12 万'], [999_999_999, '10 亿']])('of %d is said as %s', (n, said) => {
    expect(rough(n)).toBe(said)
  })
})
