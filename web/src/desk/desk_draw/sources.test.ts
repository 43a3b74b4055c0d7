import { expect, it } from 'vitest'
import { readSources, sourceNames, writeLottery } from './sources'

it('reads sources however they are joined', () => {
  expect(sourceNames('ssq-2026137; dice20')).toEqual(['ssq-2026137', 'dice20'])
})

it('reads back what a choice wrote, and takes anything else for written by hand', () => {
  expect(readSources('dice20')).toEqual({ kind: 'dice' })
  expect(readSources(writeLottery('dlt', '26137'))).toEqual({ kind: 'lottery', game: 'dlt', issue: '26137' })
  expect(writeLottery('ssq', ' 2026 137期')).toBe('ssq-2026137,dice20')
  // While the issue is still to be typed.
  expect(readSources(writeLottery('ssq', ''))).toEqual({ kind: 'lottery', game: 'ssq', issue: '' })
  for (const other of ['', 'dice6', 'ssq-2026137', 'dice20,ssq-2026137', 'keno-2026137,dice20', 'ssq-2026137,dice20,dice6']) {
    expect(readSources(other), other).toEqual({ kind: 'other' })
  }
})
