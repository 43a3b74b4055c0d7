import { describe, expect, it } from 'vitest'
import type { StageRound, Drawn, Stage } from '../api/shapes'
import { justRevealed, lastDice, lastLock, phaseOf } from './phase'

const drawn = (label: string, outcome: string | null): Drawn => ({ label, name: '王伟', stratum: '马站镇', ...(outcome ? { outcome } : {}) })
const round = (number: number, state: StageRound['state'], selected: Drawn[] = []): StageRound => ({ number, step: 's1', roster: 'officials', kind: 'officials', envelope_lost: false, dice: `00000${number}`, eligible: 10180, lock: 'ab', state, selected })
const stage = (state: Stage['state'], rounds: StageRound[] = []): Stage => ({
  id: 'x', code: 'YS-1', title: '', place: '', meets_on: '2026-11-22', state, rehearsal: false, plan: [], population: 10180,
  excluded: 0, exclusions: [], agenda: [], rosters: [], carried: [], rounds, drawn: 0, version: 1,
})

describe('the stage follows its snapshot', () => {
  it('waits, asks for dice, holds the lock, shows who was drawn', () => {
    expect(phaseOf(stage('announced')).kind).toBe('waiting')
    expect(phaseOf(stage('opened')).kind).toBe('dice')
    expect(phaseOf(stage('opened', [round(1, 'locked')])).kind).toBe('locked')
    expect(phaseOf(stage('opened', [round(1, 'revealed', [drawn('A1', 'IN_PERSON'), drawn('A2', null)])]))).toMatchObject({ kind: 'revealed', asked: { label: 'A2' } })
  })

  it('keeps the last one asked when all have answered, and lists everyone at the end', () => {
    const done = [round(1, 'revealed', [drawn('A1', 'IN_PERSON')]), round(2, 'revealed', [drawn('A2', 'PHONE_OK')])]
    expect(phaseOf(stage('opened', done))).toMatchObject({ asked: { label: 'A2' } })
    expect(phaseOf(stage('closed', done))).toMatchObject({ drawn: [{ label: 'A1' }, { label: 'A2' }] })
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
