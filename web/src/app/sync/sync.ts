import { ref, shallowRef } from 'vue'
import { asProblem, type ApiProblem } from '../../api/problem'
import type { Me } from '../../api/shapes'
import { may, me } from '../../session/session'
import { readCopy, writeCopy, type OpenVault } from '../vault/vault'
import { call } from './calls'
import type { Sync } from './contract'
import { copy, countyDay, emptyCopy, merged, type Copy } from './copy'

export { copy }

/** Brings the server's data to this phone and keeps it there, sealed. */

export const syncing = ref(false)
export const syncProblem = shallowRef<ApiProblem | null>(null)

let vault: OpenVault | null = null
let running: Promise<void> | null = null
let again = false
/** The server knows this phone; before that the download is asked for without naming it. */
let known = false

export function deviceIsKnown(): void {
  known = true
}

/** What the phone kept; null when it kept nothing or something that no longer fits. */
export async function openCopy(opened: OpenVault | null): Promise<Copy | null> {
  vault = opened
  known = false
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
    if (!copy.value || !may('sync')) return
    syncing.value = true
    await round(copy.value, vault)
  }
}

async function round(before: Copy, asked: OpenVault | null): Promise<void> {
  const query = new URLSearchParams()
  if (before.cursor) query.set('cursor', before.cursor)
  const named = asked !== null && known
  if (named) query.set('device_id', asked.id)
  try {
    const answer = await call<Sync>('GET', `/api/sync?${query}`)
    // Locked or another account meanwhile: the answer is nobody's.
    if (vault !== asked || !copy.value) return
    await keep(merged(copy.value, answer, new Date()))
    setDay()
    syncProblem.value = null
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (problem.status === 410 || (named && problem.status === 404)) throw problem
    syncProblem.value = problem
  }
}
