import { describe, expect, it } from 'vitest'
import type { Me, Request } from '../../api/shapes'
import type { Sync, SyncHousehold } from './contract'
import { countyDay, emptyCopy, householdIn, merged, requestsIn } from './copy'

const NOW = new Date('2026-11-22T02:00:00.000Z')
const me = { account_id: 'a', today: '2026-11-22' } as Me
const household = (id: string, requests: string[] = []): SyncHousehold =>
  ({ household: { id, head_name: id }, members: [], visits: [], requests: requests.map((one) => ({ id: one }) as Request), pledges: [] }) as unknown as SyncHousehold
const answer = (more: Partial<Sync>): Sync =>
  ({ cursor: 'c1', full: false, server_time: '', today: '2026-11-22', wipe_after_days: 30, households: [], gone: [], requests: [], tasks: [], topics: [], ...more }) as unknown as Sync
const gone = (id: string) => ({ id, head_name: id, code: id, on: '2026-11-21' })
const ids = (households: SyncHousehold[]) => households.map((one) => one.household.id).sort()

describe('the copy on the phone', () => {
  const first = merged(emptyCopy(me), answer({ full: true, households: [household('h1', ['r1']), household('h2')], topics: [{ id: 't' } as never] }), NOW)

  it('takes changes in and leaves the rest as it was', () => {
    const next = merged(first, answer({ cursor: 'c2', households: [household('h2', ['r2']), household('h3')] }), NOW)
    expect(ids(next.households)).toEqual(['h1', 'h2', 'h3'])
    expect(requestsIn(next).map((one) => one.id).sort()).toEqual(['r1', 'r2'])
    expect(next.cursor).toBe('c2')
    expect(next.topics).toHaveLength(1)
  })

  it('moves what was handed over aside, and back when it returns', () => {
    const left = merged(first, answer({ gone: [gone('h1')] }), NOW)
    expect(ids(left.households)).toEqual(['h2'])
    expect(left.gone.map((one) => one.id)).toEqual(['h1'])
    const still = merged(left, answer({}), NOW)
    expect(still.gone.map((one) => one.id)).toEqual(['h1'])
    const back = merged(still, answer({ households: [household('h1')] }), NOW)
    expect(back.gone).toEqual([])
    expect(householdIn(back, 'h1')).toBeDefined()
  })

  it('begins anew with a full answer', () => {
    expect(ids(merged(first, answer({ full: true, households: [household('h9')] }), NOW).households)).toEqual(['h9'])
  })
})

describe('the county\'s day without a network', () => {
  const kept = { me, synced_at: NOW.toISOString() }

  it('goes on with the phone\'s clock from where the server left it', () => {
    expect(countyDay(kept, NOW)).toBe('2026-11-22')
    // Midnight in China.
    expect(countyDay(kept, new Date('2026-11-22T15:59:00.000Z'))).toBe('2026-11-22')
    expect(countyDay(kept, new Date('2026-11-22T16:00:00.000Z'))).toBe('2026-11-23')
  })

  it('is not turned back by a clock that is', () => {
    expect(countyDay(kept, new Date('2026-10-01T00:00:00.000Z'))).toBe('2026-11-22')
  })
})
