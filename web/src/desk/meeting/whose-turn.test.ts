import { describe, expect, it } from 'vitest'
import type { Drawn, StageRound } from '../../api/shapes'
import { diceComplete, householdsOf, peopleOf, personOf, pressable, waitsForNext } from './whose-turn'

const drawn = (label: string): Drawn => ({ label, name: label.startsWith('H') ? '' : '王伟', stratum: '马站镇' })
const round = (number: number, selected: Drawn[], more: Partial<StageRound> = {}): StageRound => ({
  number, step: 's1', roster: 'officials', kind: 'officials', envelope_lost: false, state: 'revealed', selected, ...more,
})
const households = round(2, [drawn('H1'), drawn('H2')], { step: 'h1/A1', key: 'A1', kind: 'households' })
const named = { label: 'A7', name: '李强', stratum: '县委办', reason: '来信', called_at: '', heard: { kind: 'official' as const, calls: [], nobody_answered: false, statements: [], differences: 0 } }

describe('who is heard', () => {
  it('are those drawn, their households, and whoever was called by name', () => {
    const meeting = { rounds: [round(1, [drawn('A1')]), households], named: [named] }
    expect(peopleOf(meeting).map((person) => [person.label, person.round, person.household])).toEqual([
      ['A1', 1, false], ['H1', 2, true], ['H2', 2, true], ['A7', null, false],
    ])
    expect(personOf(meeting, 'A7')?.round).toBeNull()
    expect(personOf(meeting, undefined)).toBeNull()
    expect(householdsOf(meeting, 'A1').map((person) => person.label)).toEqual(['H1', 'H2'])
  })
})

it('offers the households of everyone drawn as a step of its own', () => {
  const steps = [{ step: 's1', roster: 'officials', params: 'n=1' }, { step: 'h1', roster: 'households', params: 'n=3,in=s1', within: 's1' }]
  expect(pressable({ steps, rounds: [] }).map((each) => each.value)).toEqual(['s1'])
  expect(pressable({ steps, rounds: [round(1, [drawn('A1'), drawn('A2')])] }).map((each) => each.value)).toEqual(['s1', 'h1/A1', 'h1/A2'])
})

it('finds the round that waits for the code after its own', () => {
  expect(waitsForNext({ rounds: [round(1, [], { state: 'locked' })] })).toBeNull()
  expect(waitsForNext({ rounds: [round(1, [], { state: 'locked', envelope_lost: true })] })?.number).toBe(1)
})

it('takes six dice and nothing else', () => {
  expect([diceComplete('012345'), diceComplete('12345'), diceComplete('12345a')]).toEqual([true, false, false])
})
