import { describe, expect, it } from 'vitest'
import { readableLine } from './score-line'

describe('a line of a score', () => {
  it('names the levels of a cell and leaves every other line as it is', () => {
    const cell = { key: 'rating_cell', label: '各档户数', figure: 'fair+dissatisfied 4', formula: '× 70|40' }
    expect(readableLine(cell)).toEqual({ label: 'fair / dissatisfied', figure: '4', formula: '× 70 / 40' })
    const term = { key: 'answered_in_time', label: '按时', figure: '7/8', formula: '20 × 7/8' }
    expect(readableLine(term)).toEqual({ label: '按时', figure: '7/8', formula: '20 × 7/8' })
  })
})
