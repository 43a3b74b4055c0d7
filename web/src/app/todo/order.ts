import type { Household, Request } from '../../api/shapes'
import { daysBetween } from '../../locale/format'
import { byNeed } from '../household/order'

/** From this many days before its due day a request is something to do now. */
export const SOON_DAYS = 2

/** Requests that are overdue or nearly so, the most overdue first. Who may answer is who has it: a leader also
 * sees what he could take up, but that is not late with him. */
export function pressing(requests: Request[], today: string): Request[] {
  return requests
    .filter((request) => request.colour !== 'done' && request.verbs.includes('answer'))
    .filter((request) => request.due_on !== undefined && daysBetween(today, request.due_on) <= SOON_DAYS)
    .sort((left, right) => (left.due_on ?? '').localeCompare(right.due_on ?? '') || left.number.localeCompare(right.number))
}

export function toVisit(households: Household[]): Household[] {
  return households.filter((household) => household.due !== 'ok').sort(byNeed)
}
