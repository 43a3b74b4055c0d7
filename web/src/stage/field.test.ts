import { expect, it } from 'vitest'
import { layOut, placesOf } from './field'

it('lays everyone inside the box and nobody on another', () => {
  for (const total of [1, 15, 335, 10180]) {
    const field = layOut(total, 460, 520)
    const seen = new Set<string>()
    for (let index = 0; index < total; index += 1) {
      const { x, y } = field.at(index)
      expect(x - field.size / 2).toBeGreaterThanOrEqual(-0.01)
      expect(x + field.size / 2).toBeLessThanOrEqual(460.01)
      expect(y + field.size / 2).toBeLessThanOrEqual(520.01)
      seen.add(`${x.toFixed(2)} ${y.toFixed(2)}`)
    }
    expect(seen.size).toBe(total)
  }
})

it('reads who stands where from the published roster', () => {
  expect([...placesOf('pdraw1-roster|officials|2\nA00001|马站镇|王伟\nA00007|马站镇|李强\n')]).toEqual([['A00001', 0], ['A00007', 1]])
})
