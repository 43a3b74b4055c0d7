import { describe, expect, it } from 'vitest'
import type { Pledge } from '../sync/contract'
import { duePledges, toneOf } from './order'

const pledge = (id: string, due_on: string, state: Pledge['state'] = 'open') => ({ id, due_on, state }) as Pledge
const TODAY = '2026-11-22'

describe('pledges', () => {
  it('to see to are those open and due within a week or past it, the oldest first', () => {
    const all = [pledge('late', '2026-11-10'), pledge('far', '2026-12-30'), pledge('soon', '2026-11-29'), pledge('kept', '2026-11-10', 'kept')]
    expect(duePledges(all, TODAY).map((one) => one.id)).toEqual(['late', 'soon'])
  })

  it('are red when they are broken, disputed or past their day', () => {
    expect([toneOf(pledge('a', '2026-11-21'), TODAY), toneOf(pledge('a', '2026-12-30', 'disputed'), TODAY), toneOf(pledge('a', '2026-12-30', 'broken'), TODAY)]).toEqual(['red', 'red', 'red'])
    expect([toneOf(pledge('a', '2026-11-22'), TODAY), toneOf(pledge('a', '2026-12-30'), TODAY), toneOf(pledge('a', '2026-11-01', 'kept'), TODAY)]).toEqual(['amber', 'grey', 'green'])
  })
})
