import { ref, shallowRef } from 'vue'
import { asProblem, type ApiProblem } from '../../api/problem'
import { api, take } from '../../api/client'
import type { Household, Me } from '../../api/shapes'
import { may, me } from '../../session/session'
import { readCopy, writeCopy, type OpenVault } from '../vault/vault'
import { call } from './calls'
import type { Sync, SyncHousehold } from './contract'
import { copy, countyDay, emptyCopy, merged, type Copy } from './copy'

export { copy }

/** Brings the server's data to this phone and keeps it there, sealed. */

export const syncing = ref(false)
export const syncProblem = shallowRef<ApiProblem | null>(null)

let vault: OpenVault | null = null
let running: Promise<void> | null = null
let again = false

/** What the phone kept; null when it kept nothing or something that no longer fits. */
export async function openCopy(opened: OpenVault | null): Promise<Copy | null> {
  vault = opened
  copy.value = opened ? ((await readCopy(opened)) as Copy | null) : null
  syncProblem.value = null
  if (copy.value) setDay(copy.value)
  return copy.value
}

export function closeCopy(): void {
  vault = null
  copy.value = null
  me.value = null
}

/** The day goes on while the phone lies in a pocket. */
export function setDay(kept: Copy | null = copy.value): void {
  if (kept) me.value = { ...kept.me, today: countyDay(kept, new Date()) }
}

/** Who I am, as the server says; kept for the next time without one. */
export async function keepMe(mine: Me): Promise<void> {
  me.value = mine
  await keep({ ...(copy.value ?? emptyCopy(mine)), me: mine })
}

async function keep(changed: Copy): Promise<void> {
  copy.value = changed
  if (vault) await writeCopy(vault, changed)
}

/** Asks for what has changed. Called as often as anybody likes. Throws only when the server revoked this phone or does not know it. */
export function sync(): Promise<void> {
  again = true
  running ??= rounds().finally(() => {
    running = null
    syncing.value = false
  })
  return running
}

async function rounds(): Promise<void> {
  while (again) {
    again = false
    if (!copy.value || !may('listDue')) return
    syncing.value = true
    if (!may('sync')) return interim(copy.value)
    await round(copy.value, vault)
  }
}

/** A server that knows no pledges or campaigns leaves them out. */
type Partly = Omit<Sync, 'tasks' | 'households'> & {
  tasks?: Sync['tasks']
  households: (Omit<SyncHousehold, 'pledges'> & Partial<Pick<SyncHousehold, 'pledges'>>)[]
}

function whole(answer: Partly): Sync {
  const households = answer.households.map((one) => ({ ...one, pledges: one.pledges ?? [] }))
  return { ...answer, tasks: answer.tasks ?? [], households }
}

async function round(before: Copy, asked: OpenVault | null): Promise<void> {
  const query = new URLSearchParams()
  if (before.cursor) query.set('cursor', before.cursor)
  if (asked) query.set('device_id', asked.id)
  try {
    const answer = whole(await call<Partly>('GET', `/api/sync?${query}`))
    // Locked or another account meanwhile: the answer is nobody's.
    if (vault !== asked || !copy.value) return
    await keep(merged(copy.value, answer, new Date()))
    setDay()
    syncProblem.value = null
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (problem.status === 410 || (asked && problem.status === 404)) throw problem
    syncProblem.value = problem
  }
}

/** Until the server answers `sync`. */
async function interim(before: Copy): Promise<void> {
  try {
    const households: Household[] = []
    let cursor: string | undefined
    do {
      const page = await take(api.GET('/api/visits/due', { params: { query: { limit: 100, cursor } } }))
      households.push(...page.items)
      cursor = page.next_cursor
    } while (cursor)
    const bundles = await Promise.all(households.map(async (household) => {
      const visits = household.last_visit_on ? (await take(api.GET('/api/visits', { params: { query: { household_id: household.id, limit: 5 } } }))).items : []
      const requests = household.open_requests ? (await take(api.GET('/api/requests', { params: { query: { household_id: household.id } } }))).items.filter((one) => one.colour !== 'done').map((one) => ({ ...one, body: '' })) : []
      return { household, members: [], visits, requests, pledges: [] }
    }))
    const { official, today } = before.me
    if (!official) return
    await keep(merged(before, { cursor: '', full: true, server_time: '', today, wipe_after_days: 30, official, households: bundles, gone: [], requests: [], tasks: [], topics: [] }, new Date()))
    syncProblem.value = null
  } catch (thrown) {
    syncProblem.value = asProblem(thrown)
  }
}
