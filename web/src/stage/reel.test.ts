import { expect, it } from 'vitest'
import { digitAt, runTime, turned } from './reel'

const labels = ['A00001', 'A03231', 'A10180', 'A99999']

it('lands every reel on the committed number', () => {
  for (const label of labels) {
    const end = runTime(label)
    const read = [...label].map((character, index) => (/\d/.test(character) ? String(digitAt(turned(label, index, end))) : character)).join('')
    expect(read).toBe(label)
    expect([...label].every((_, index) => Number.isInteger(turned(label, index, end)))).toBe(true)
  }
})

it('stands still afterwards', () => {
  expect(turned('A03231', 3, runTime('A03231') + 60_000)).toBe(turned('A03231', 3, runTime('A03231')))
})

it('lands from left to right', () => {
  const label = 'A03231'
  const landed = (index: number, at: number) => turned(label, index, at) === turned(label, index, runTime(label))
  expect(landed(1, 2100)).toBe(true)
  expect(landed(5, 2100)).toBe(false)
})
