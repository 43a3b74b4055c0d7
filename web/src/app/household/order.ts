import type { Household } from '../../api/shapes'

const NEED = { never: 0, due: 1, ok: 2 } as const

/** The order of need: never visited first, then the longest unvisited; the server sorts in the same way. */
export function byNeed(left: Household, right: Household): number {
  return (
    NEED[left.due] - NEED[right.due] ||
    (left.last_visit_on ?? '').localeCompare(right.last_visit_on ?? '') ||
    left.code.localeCompare(right.code)
  )
}

export interface Coverage { visited: number; all: number; due: number; never: number; percent: number }

/** How many of my households I have visited lately. */
export function coverage(households: Pick<Household, 'due'>[]): Coverage {
  const count = (due: Household['due']) => households.filter((household) => household.due === due).length
  const visited = count('ok')
  const all = households.length
  return { visited, all, due: count('due'), never: count('never'), percent: all === 0 ? 0 : (visited / all) * 100 }
}

/** Whether what is typed fits what this phone knows by itself; pinyin is the server's to answer. */
export function fits(household: Household, typed: string): boolean {
  const wanted = typed.trim().toLowerCase()
  return [household.head_name, household.code, household.address, household.village.name].some((text) =>
    text.toLowerCase().includes(wanted),
  )
}
