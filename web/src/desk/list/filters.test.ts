import { expect, it } from 'vitest'
import { asQuery, changedQuery, readFilters } from './filters'

it('reads what the address names and takes the rest for empty', () => {
  expect(readFilters(['state', 'q', 'grid'], { state: 'open', q: ['a', 'b'], other: 'x' })).toEqual({ state: 'open', q: '', grid: '' })
})

it('changes one filter and keeps the others and the open row', () => {
  expect(changedQuery({ state: 'open', row: '7' }, { state: 'answered', q: '' })).toEqual({ state: 'answered', row: '7' })
})

it('drops a filter that is cleared', () => {
  expect(changedQuery({ state: 'open', q: '路灯' }, { state: '' })).toEqual({ q: '路灯' })
})

it('sends the API only what is set', () => {
  expect(asQuery({ state: '', level: 'village' })).toEqual({ level: 'village' })
})
