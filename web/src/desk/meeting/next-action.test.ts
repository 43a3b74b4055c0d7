import { describe, expect, it } from 'vitest'
import type { StageRound, Drawn } from '../../api/shapes'
import { diceComplete, nextAction, planSteps, sourceNames } from './next-action'

const drawn = (outcome: string | null): Drawn => ({ label: 'A00007', name: '王伟', stratum: '马站镇', ...(outcome ? { outcome } : {}) })
const round = (state: StageRound['state'], selected: Drawn[] = []): StageRound => ({ number: 1, step: 's1', roster: 'officials', kind: 'officials', dice: '123456', eligible: 10180, lock: 'ab', envelope_lost: false, state, selected })
const meeting = { plan: 's1:officials:n=3', sources: 'ssq-2026137,dice20', carried: [] }

describe('the host is shown one next action', () => {
  it('announces, then opens with the announced sources', () => {
    expect(nextAction({ ...meeting, state: 'draft', rounds: [] }).kind).toBe('announce')
    expect(nextAction({ ...meeting, state: 'announced', rounds: [] })).toEqual({ kind: 'open', sources: ['ssq-2026137', 'dice20'] })
  })

  it('must reveal what is locked before anything else', () => {
    expect(nextAction({ ...meeting, state: 'opened', rounds: [round('locked')] }).kind).toBe('reveal')
  })

  it('hears who did not answer last time before any dice', () => {
    const carried = [{ label: 'A00009', name: '李芳', stratum: '马站镇', from: 'YS-2026-05' }]
    expect(nextAction({ ...meeting, carried, state: 'opened', rounds: [] })).toMatchObject({ kind: 'carried', carried: { label: 'A00009' } })
  })

  it('records every outcome before new dice', () => {
    expect(nextAction({ ...meeting, state: 'opened', rounds: [round('revealed', [drawn('IN_PERSON'), drawn(null)])] }).kind).toBe('outcome')
    const next = nextAction({ ...meeting, state: 'opened', rounds: [round('revealed', [drawn('IN_PERSON')])] })
    expect(next).toMatchObject({ kind: 'lock', number: 2, steps: [{ step: 's1', roster: 'officials', params: 'n=3' }] })
  })

  it('has nothing left after the close', () => {
    expect(nextAction({ ...meeting, state: 'closed', rounds: [] }).kind).toBe('closed')
  })
})

it('reads a plan of several steps', () => {
  expect(planSteps('s1:officials:per=f1,n=1;s2:households:n=2,in=s1').map((step) => step.params)).toEqual(['per=f1,n=1', 'n=2,in=s1'])
})

it('reads sources however they are joined', () => {
  expect(sourceNames('ssq-2026137; dice20')).toEqual(['ssq-2026137', 'dice20'])
})

it('takes six dice and nothing else', () => {
  expect([diceComplete('012345'), diceComplete('12345'), diceComplete('12345a')]).toEqual([true, false, false])
})
