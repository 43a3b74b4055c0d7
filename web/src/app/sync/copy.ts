import { shallowRef } from 'vue'
import type { Household, Me, Topic } from '../../api/shapes'
import { daysBetween } from '../../locale/format'
import { chinaDay } from '../china-time'
import type { CampaignTask, ConditionForm, Gone, Pledge, Sync, SyncHousehold, SyncRequest } from './contract'

/** How many households that were handed over the phone goes on naming. */
const GONE_AT_MOST = 60

/** What this phone knows of its official's work: what the server said last, kept sealed between two openings. */
export interface Copy {
  me: Me
  /** When the server was last asked with success, by the phone's clock; empty before the first time. */
  synced_at: string
  cursor: string
  wipe_after_days: number
  households: SyncHousehold[]
  gone: Gone[]
  /** Mine, of households that are not. */
  requests: SyncRequest[]
  tasks: CampaignTask[]
  topics: Topic[]
}

export const copy = shallowRef<Copy | null>(null)

export function emptyCopy(me: Me): Copy {
  return { me, synced_at: '', cursor: '', wipe_after_days: 30, households: [], gone: [], requests: [], tasks: [], topics: [] }
}

/** The copy after an answer of the server: only what differs came along. */
export function merged(before: Copy, answer: Sync, now: Date): Copy {
  const kept = answer.full ? [] : before.households
  const changed = new Map(answer.households.map((one) => [one.household.id, one]))
  const left = new Set(answer.gone.map((one) => one.id))
  const households = [...kept.filter(({ household: { id } }) => !changed.has(id) && !left.has(id)), ...changed.values()]
  const mine = new Set(households.map((one) => one.household.id))
  // A household that came back is no longer gone.
  const gone = [...answer.gone, ...before.gone.filter((one) => !left.has(one.id))].filter((one) => !mine.has(one.id))
  return {
    ...before,
    me: { ...before.me, today: answer.today },
    synced_at: now.toISOString(),
    cursor: answer.cursor,
    wipe_after_days: answer.wipe_after_days,
    households,
    gone: gone.slice(0, GONE_AT_MOST),
    requests: answer.requests,
    tasks: answer.tasks,
    topics: answer.topics.length ? answer.topics : before.topics,
  }
}

/**
 * The county's day on a phone without a network. It went by the server's when that last answered, and has gone on with the
 * phone's clock since; a clock set back does not turn it back.
 */
export function countyDay(kept: Pick<Copy, 'me' | 'synced_at'>, now: Date): string {
  if (!kept.synced_at) return kept.me.today
  const passed = Math.max(0, daysBetween(chinaDay(kept.synced_at), chinaDay(now.toISOString())))
  return new Date(Date.parse(kept.me.today) + passed * 86_400_000).toISOString().slice(0, 10)
}

export const householdsOf = (kept: Copy | null): Household[] => kept?.households.map((one) => one.household) ?? []

export function householdIn(kept: Copy | null, id: string): SyncHousehold | undefined {
  return kept?.households.find((one) => one.household.id === id)
}

/** All requests on the phone, those of my households and mine elsewhere, each once. */
export function requestsIn(kept: Copy | null): SyncRequest[] {
  const all = new Map<string, SyncRequest>()
  for (const request of [...(kept?.households.flatMap((one) => one.requests) ?? []), ...(kept?.requests ?? [])]) all.set(request.id, request)
  return [...all.values()]
}

export function pledgesIn(kept: Copy | null): Pledge[] {
  return kept?.households.flatMap((one) => one.pledges) ?? []
}

export function formIn(kept: Copy | null, household: string): ConditionForm | undefined {
  return householdIn(kept, household)?.form
}
