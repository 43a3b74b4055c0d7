import { describe, expect, it } from 'vitest'
import { phoneName } from './phone-name'
import { isWeak } from './pin'
import { ageOf, mustLock, waitAfter, WRONG_AT_MOST, type Seen } from './rules'

const seen = (seen_at: string, warned_at = ''): Seen => ({ seen_at, warned_at, wipe_after_days: 30 })
const AT = 'T02:00:00.000Z'

describe('wrong PINs', () => {
  it('cost nothing twice, then more and more', () => {
    const waits = Array.from({ length: WRONG_AT_MOST - 1 }, (_, nth) => waitAfter(nth + 1))
    expect(waits.slice(0, 3)).toEqual([0, 0, 30])
    expect([...waits].sort((left, right) => left - right)).toEqual(waits)
    expect(waits.at(-1)).toBe(3600)
  })
})

describe('a phone out of sight', () => {
  it('locks after five minutes, not before', () => {
    expect(mustLock(null, 1e9)).toBe(false)
    expect(mustLock(0, 5 * 60_000 - 1)).toBe(false)
    expect(mustLock(0, 5 * 60_000)).toBe(true)
  })
})

describe('a phone that has not reached the server', () => {
  it('is warned of a week before it forgets', () => {
    expect(ageOf(seen(`2026-11-01${AT}`), 0, `2026-11-23${AT}`)).toEqual({ kind: 'fresh' })
    expect(ageOf(seen(`2026-11-01${AT}`), 0, `2026-11-24${AT}`)).toEqual({ kind: 'warn', on: '2026-12-01' })
    expect(ageOf(seen(`2026-11-01${AT}`), 3, `2026-11-30${AT}`)).toEqual({ kind: 'warn', on: '2026-12-01' })
  })

  it('forgets on the day when nothing is unsent', () => {
    expect(ageOf(seen(`2026-11-01${AT}`), 0, `2026-12-01${AT}`)).toEqual({ kind: 'all' })
  })

  it('forgets what is unsent only after somebody was warned for a week', () => {
    // Nobody has looked at it for forty days: the copy goes, the unsent stays for another week.
    expect(ageOf(seen(`2026-11-01${AT}`), 2, `2026-12-11${AT}`)).toEqual({ kind: 'copy', on: '2026-12-18' })
    expect(ageOf(seen(`2026-11-01${AT}`, `2026-12-11${AT}`), 2, `2026-12-17${AT}`)).toEqual({ kind: 'copy', on: '2026-12-18' })
    expect(ageOf(seen(`2026-11-01${AT}`, `2026-12-11${AT}`), 2, `2026-12-18${AT}`)).toEqual({ kind: 'all' })
    // Warned in time.
    expect(ageOf(seen(`2026-11-01${AT}`, `2026-11-24${AT}`), 2, `2026-12-01${AT}`)).toEqual({ kind: 'all' })
  })

  it('does not forget because its clock was set back', () => {
    expect(ageOf(seen(`2026-11-01${AT}`), 0, `2020-01-01${AT}`)).toEqual({ kind: 'fresh' })
  })
})

describe('a PIN that anybody would try', () => {
  it.each(['000000', '123456', '654321', '999999'])('%s is refused', (pin) => expect(isWeak(pin)).toBe(true))
  it.each(['280519', '112233', '123457'])('%s is taken', (pin) => expect(isWeak(pin)).toBe(false))
})

describe('the name of a phone', () => {
  it.each([
    ['Mozilla/5.0 (Linux; Android 12; NOH-AN00 Build/HUAWEINOH-AN00) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36', 'NOH-AN00 · Chrome'],
    ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36', 'Android · Chrome'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1 Version/15.0 Mobile/15E148 Safari/604.1', 'iPhone · Safari'],
  ])('of %s', (agent, name) => expect(phoneName(agent)).toBe(name))
})
