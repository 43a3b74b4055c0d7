import { describe, expect, it } from 'vitest'
import type { Household, Request } from '../../api/shapes'
import { countyNow, fromField, toField } from '../china-time'
import { byNeed, coverage, fits } from '../household/order'
import { pressing, toVisit } from './order'

const household = (code: string, due: Household['due'], last?: string) =>
  ({ code, due, last_visit_on: last, head_name: '王芳', address: '马站镇', village: { id: 'v', name: '关顶村' } }) as Household
const request = (number: string, due: string | undefined, more: Partial<Request> = {}) =>
  ({ number, due_on: due, colour: 'blue', verbs: ['answer'], ...more }) as Request

describe('my households', () => {
  it('come in the order of need', () => {
    const list = [
      household('4', 'ok', '2026-11-01'), household('3', 'due', '2026-06-01'), household('2', 'due', '2026-05-01'),
      household('1', 'never'), household('0', 'never'),
    ]
    expect(list.sort(byNeed).map((one) => one.code)).toEqual(['0', '1', '2', '3', '4'])
    expect(toVisit(list).map((one) => one.code)).toEqual(['0', '1', '2', '3'])
  })

  it('are counted as covered when visited lately', () => {
    const list = [household('1', 'ok', '2026-11-01'), household('2', 'due', '2026-05-01'), household('3', 'never'), household('4', 'ok', '2026-11-02')]
    expect(coverage(list)).toEqual({ visited: 2, all: 4, due: 1, never: 1, percent: 50 })
    expect(coverage([]).percent).toBe(0)
  })

  it('are found by name, village and code without a network', () => {
    const one = household('371323101-0001', 'ok')
    expect(['芳', '关顶', '0001', ' 王芳 '].map((text) => fits(one, text))).toEqual([true, true, true, true])
    expect(fits(one, '李')).toBe(false)
  })
})

describe('what to do first', () => {
  it('is what is overdue, then what is nearly so, of what waits for me', () => {
    const today = '2026-11-22'
    const list = [
      request('soon', '2026-11-24'), request('far', '2026-11-25'), request('over', '2026-11-20'), request('done', '2026-11-20', { colour: 'done' }),
      request('theirs', '2026-11-20', { verbs: ['escalate'] }), request('open', undefined),
    ]
    expect(pressing(list, today).map((one) => one.number)).toEqual(['over', 'soon'])
  })
})

describe('times in forms', () => {
  it("are China's, and survive the way there and back", () => {
    expect(toField('2026-11-22T16:30:00.000Z')).toBe('2026-11-23T00:30')
    expect(fromField('2026-11-23T00:30')).toBe('2026-11-22T16:30:00.000Z')
    expect(fromField('')).toBe('')
    expect(toField('')).toBe('')
  })

  it("fall on the county's day when it stands on another than the wall", () => {
    const now = new Date('2026-11-22T16:30:00.000Z')
    expect(countyNow('2026-11-23', now)).toBe(now)
    expect(countyNow('2026-03-05', now).toISOString()).toBe('2026-03-04T16:30:00.000Z')
  })
})
