import { daysBetween } from '../../locale/format'
import type { Pledge } from '../sync/contract'

/** From this many days before its day a pledge is something to do now. */
export const SOON_DAYS = 7

/** Promises that I have not kept yet and that are due soon or past their day, the most pressing first. */
export function duePledges(pledges: Pledge[], today: string): Pledge[] {
  return pledges
    .filter((pledge) => pledge.state === 'open' && daysBetween(today, pledge.due_on) <= SOON_DAYS)
    .sort((left, right) => left.due_on.localeCompare(right.due_on) || left.id.localeCompare(right.id))
}

export type PledgeTone = 'grey' | 'blue' | 'amber' | 'green' | 'red'

/** How a pledge stands, as a colour beside its word: one that is open past its day counts as broken. */
export function toneOf(pledge: Pick<Pledge, 'state' | 'due_on'>, today: string): PledgeTone {
  if (pledge.state === 'kept') return 'green'
  if (pledge.state === 'said_kept') return 'blue'
  if (pledge.state === 'broken' || pledge.state === 'disputed') return 'red'
  return daysBetween(today, pledge.due_on) < 0 ? 'red' : daysBetween(today, pledge.due_on) <= SOON_DAYS ? 'amber' : 'grey'
}
