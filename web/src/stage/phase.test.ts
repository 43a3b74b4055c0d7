import { describe, expect, it } from 'vitest'
import type { Drawn, Heard, Stage, StageRound } from '../api/shapes'
import { justRevealed, lastDice, lastLock, phaseOf } from './phase'

const silent: Heard = { kind: 'official', calls: [], nobody_answered: false, statements: [], differences: 0 }
const said: Heard = { ...silent, statements: [{ question: 'came', official: 'yes', differs: [] }] }
const heardOut: Heard = {
  ...silent, kind: 'household', official: 'A1', differences: 1,
  statements: [{ question: 'came', official: 'yes', household: 'no', differs: ['official_household'] }],
}
const drawn = (label: string, outcome: string | null, heard: Heard = silent): Drawn => ({ label, name: '王伟', stratum: '马站镇', heard, ...(outcome ? { outcome } : {}) })
const round = (number: number, state: StageRound['state'], selected: Drawn[] = [], more: Partial<StageRound> = {}): StageRound => ({
  number, step: 's1', roster: 'officials', kind: 'officials', dice: `00000${number}`, eligible: 10180, lock: 'ab', state, envelope_lost: false, selected, ...more,
})
const stage = (state: Stage['state'], rounds: StageRound[] = [], more: Partial<Stage> = {}): Stage => ({
  id: 'x', code: 'YS-1', title: '', place: '', meets_on: '2026-11-22', state, rehearsal: false, agenda: [], rosters: [], plan: [], population: 10180,
  excluded: 0, exclusions: [], carried: [], rounds, named: [], venues: [], votes: [], drawn: 0, version: 1, ...more,
})

describe('the stage follows its snapshot', () => {
  it('waits, asks for dice, holds the lock, shows who was drawn', () => {
    expect(phaseOf(stage('announced')).kind).toBe('waiting')
    expect(phaseOf(stage('opened')).kind).toBe('dice')
    expect(phaseOf(stage('opened', [round(1, 'locked')])).kind).toBe('locked')
    expect(phaseOf(stage('opened', [round(1, 'revealed', [drawn('A1', 'IN_PERSON'), drawn('A2', null)])]))).toMatchObject({ kind: 'revealed', asked: { label: 'A2' } })
  })

  it('lets those who did not answer last time come first', () => {
    const carried = [{ label: 'A9', name: '李强', stratum: '', from: 'YS-0' }]
    expect(phaseOf(stage('opened', [], { carried })).kind).toBe('carried')
    expect(phaseOf(stage('opened', [], { carried: carried.map((each) => ({ ...each, outcome: 'IN_PERSON' })) })).kind).toBe('dice')
  })

  it('says that one of two has typed, and that they differ, never what', () => {
    const done = [round(1, 'revealed', [drawn('A1', 'IN_PERSON')])]
    expect(phaseOf(stage('opened', done, { typing: { round: 2, typed: true, differed: false } }))).toEqual({ kind: 'dice', typed: true, differed: false })
    expect(phaseOf(stage('opened', done, { typing: { round: 2, typed: false, differed: false } })).kind).toBe('revealed')
  })

  it('tests an official once he speaks, and then against his household', () => {
    expect(phaseOf(stage('opened', [round(1, 'revealed', [drawn('A1', null, said)])]))).toMatchObject({ kind: 'tested', tested: { label: 'A1', household: null } })
    const first = round(1, 'revealed', [drawn('A1', 'IN_PERSON', said)])
    const asked = round(2, 'revealed', [drawn('H1', null), drawn('H2', null)], { key: 'A1', step: 'h1/A1', kind: 'households' })
    expect(phaseOf(stage('opened', [first, asked]))).toMatchObject({ kind: 'revealed', round: { number: 2 } })
    const talking = { ...asked, selected: [drawn('H1', null, heardOut), drawn('H2', null)] }
    expect(phaseOf(stage('opened', [first, talking]))).toMatchObject({ kind: 'tested', tested: { label: 'A1', household: { label: 'H1' }, heard: { differences: 1 } } })
  })

  it('shows a vote while it is open and its counts afterwards', () => {
    const rounds = [round(1, 'revealed', [drawn('A1', 'IN_PERSON', said)])]
    const vote = { number: 1, label: 'A1', state: 'open' as const, ballots: 12, cast: 3 }
    expect(phaseOf(stage('opened', rounds, { votes: [vote] }))).toMatchObject({ kind: 'vote', name: '王伟' })
    expect(phaseOf(stage('opened', rounds, { votes: [{ ...vote, state: 'closed', satisfied: 3, fair: 0, dissatisfied: 0 }] })).kind).toBe('vote')
  })

  it('goes on with the next dice while a round waits for the envelope after it', () => {
    const waiting = [round(1, 'locked', [], { envelope_lost: true })]
    expect(phaseOf(stage('opened', waiting, { typing: { round: 2, typed: false, differed: false } })).kind).toBe('dice')
  })

  it('lists everyone at the end, households aside', () => {
    const done = [round(1, 'revealed', [drawn('A1', 'IN_PERSON')]), round(2, 'revealed', [drawn('H1', 'PHONE_OK')], { key: 'A1' })]
    expect(phaseOf(stage('closed', done))).toMatchObject({ drawn: [{ label: 'A1' }] })
    expect(lastDice(stage('opened', done))).toBe('000002')
    expect(lastLock(stage('opened', done))).toEqual({ number: 2, hash: 'ab' })
  })
})

describe('the reels', () => {
  it('run when this screen saw the lock before the result', () => {
    expect(justRevealed(stage('opened', [round(1, 'locked')]), stage('opened', [round(1, 'revealed')]))).toBe(1)
  })

  it('do not run after a reload, nor again when an outcome is recorded', () => {
    expect(justRevealed(null, stage('opened', [round(1, 'revealed')]))).toBeNull()
    expect(justRevealed(stage('opened', [round(1, 'revealed')]), stage('opened', [round(1, 'revealed', [drawn('A1', 'IN_PERSON')])]))).toBeNull()
  })
})
