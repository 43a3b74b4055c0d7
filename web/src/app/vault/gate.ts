import { computed, ref, shallowRef } from 'vue'
import { api, signInAddress } from '../../api/client'
import { asProblem, type ApiProblem } from '../../api/problem'
import { loadMe, me } from '../../session/session'
import { removeShell } from '../shell/worker'
import { outbox } from '../outbox'
import { moveInto, SealedShelf, takeOverEarlier } from '../outbox/sealed-shelf'
import { MemoryShelf } from '../outbox/shelf'
import { closeCopy, keepMe, openCopy, setDay } from '../sync/sync'
import { contact, isRevoked, sayWiped } from './contact'
import { openDatabase, type Database, type VaultRow } from './database'
import { ageOf, type Age } from './rules'
import { changeVault, createVault, deleteCopy, latestVault, openVault, reopenVault, rewrapVault, unsentIn, vaultOf, wipeVault, type OpenVault, type Opening } from './vault'

/**
 * What stands between opening the app and its pages.
 * `starting` · `new_pin`: the first time on this phone · `pin` · `shut`: too many wrong PINs, sign in again · `open` ·
 * `wiped`: nothing is left here · `problem`: neither a network nor anything kept.
 */
export type Gate = 'starting' | 'new_pin' | 'pin' | 'shut' | 'open' | 'wiped' | 'problem'

export const gate = ref<Gate>('starting')
export const gateProblem = shallowRef<ApiProblem | null>(null)
/** Whose PIN is asked for. */
export const row = shallowRef<VaultRow | null>(null)
export const opened = shallowRef<OpenVault | null>(null)
/** What has not been sent from here, known without the PIN. */
export const sealedCount = ref(0)
export const age = shallowRef<Age>({ kind: 'fresh' })
/** The account has just signed in anew, so it may set another PIN. */
export const proven = ref(false)
/** The session in the browser has ended. */
export const signedOut = ref(false)
/** Why nothing is left here. */
export const wipedBecause = ref<'revoked' | 'unseen' | null>(null)
/** Whether the browser keeps anything for this page. */
export const keeping = computed(() => db.value !== null)

const db = shallowRef<Database | null>(null)

/** Opens the app as far as it goes without a PIN. */
export async function begin(): Promise<void> {
  gate.value = 'starting'
  gateProblem.value = null
  try {
    db.value ??= await openDatabase()
    if (!db.value) return await withoutVault()
    const last = await latestVault(db.value)
    await forgetOthers(db.value, last)
    if (last && (await stillKept(last))) {
      const copied = (await db.value.getKey('copy', last.id)) !== undefined
      if (last.shut && last.end_session) gate.value = 'shut'
      else if (copied) {
        gate.value = 'pin'
        // In the background: somebody else may be signed in by now, or the phone revoked.
        void whoIsHere(last).catch(() => undefined)
        return
      } else await whoIsHere(last)
      return
    }
    await whoIsHere(null)
  } catch (thrown) {
    fail(thrown)
  }
}

/** A page that may keep nothing works as long as it is open, and says so. */
async function withoutVault(): Promise<void> {
  await openCopy(null)
  await keepMe(await loadMe())
  await outbox.open(new MemoryShelf())
  gate.value = 'open'
  void talk()
}

/** Applies what age asks for; false when nothing is left of it. */
async function stillKept(last: VaultRow): Promise<boolean> {
  if (!db.value) return false
  row.value = last
  sealedCount.value = await unsentIn(db.value, last.id)
  age.value = ageOf(last, sealedCount.value, new Date().toISOString())
  if (age.value.kind === 'all') {
    await wipeVault(db.value, last.id)
    row.value = null
    sealedCount.value = 0
    wipedBecause.value = 'unseen'
    return false
  }
  if (age.value.kind === 'copy') await deleteCopy(db.value, last.id)
  return true
}

/** Age counts for every account that was ever here, not only for the last one. */
async function forgetOthers(all: Database, last: VaultRow | null): Promise<void> {
  for (const other of await all.getAll('vault')) {
    if (other.id === last?.id) continue
    const { kind } = ageOf(other, await unsentIn(all, other.id), new Date().toISOString())
    if (kind === 'all') await wipeVault(all, other.id)
    if (kind === 'copy') await deleteCopy(all, other.id)
  }
}

/** The warning was seen: from now on the week counts. */
export async function warned(): Promise<void> {
  if (!db.value || !row.value || row.value.warned_at || age.value.kind === 'fresh') return
  const warned_at = new Date().toISOString()
  row.value = { ...row.value, warned_at }
  await changeVault(db.value, row.value.id, (kept) => ({ ...kept, warned_at: kept.warned_at || warned_at }))
}

/** Asks the server who is signed in, and goes to that account's PIN. */
async function whoIsHere(last: VaultRow | null): Promise<void> {
  if (last && (await isRevoked(last.id))) return wipe(last.id)
  const { account_id } = await loadMe()
  if (!db.value) return
  const mine = await vaultOf(db.value, account_id)
  const sealed = mine ? await unsentIn(db.value, mine.id) : 0
  const reopened = mine?.shut && !mine.end_session
  if (reopened) await reopenVault(db.value, mine.id)
  // Whoever typed his PIN meanwhile is inside.
  if (gate.value === 'open') return
  row.value = mine
  sealedCount.value = sealed
  if (reopened) proven.value = true
  gate.value = mine ? 'pin' : 'new_pin'
}

function fail(thrown: unknown): void {
  const problem = asProblem(thrown)
  if (problem.status === 401) {
    window.location.assign(signInAddress())
    return
  }
  gateProblem.value = problem
  gate.value = 'problem'
}

/** The first PIN on this phone, or a new one after signing in again. */
export async function setPin(pin: string): Promise<void> {
  if (!db.value) return
  try {
    const { account_id } = me.value ?? (await loadMe())
    await enter(await createVault(db.value, account_id, pin, new Date()))
  } catch (thrown) {
    fail(thrown)
  }
}

export async function tryPin(pin: string): Promise<Opening> {
  if (!db.value || !row.value) return { kind: 'shut' }
  const opening = await openVault(db.value, row.value.id, pin, new Date())
  if (opening.kind === 'shut') gate.value = 'shut'
  if (opening.kind === 'open') {
    try {
      await enter(opening.vault)
    } catch (thrown) {
      fail(thrown)
    }
  }
  return opening
}

async function enter(vault: OpenVault): Promise<void> {
  const kept = await openCopy(vault)
  if (!kept) await keepMe(await loadMe())
  opened.value = vault
  row.value = (await vault.db.get('vault', vault.id)) ?? null
  const shelf = new SealedShelf(vault)
  await takeOverEarlier(vault, shelf)
  await outbox.open(shelf)
  proven.value = false
  wipedBecause.value = null
  gate.value = 'open'
  void talk()
}

/** Talks to the server: when the app is opened, when the network is back, when the page is looked at again. */
export async function talk(): Promise<void> {
  if (gate.value !== 'open') return
  const vault = opened.value
  setDay()
  const word = await contact(vault)
  if (opened.value !== vault || gate.value !== 'open') return
  if (word === 'fine') {
    signedOut.value = false
    age.value = { kind: 'fresh' }
  } else if (word === 'signed_out') signedOut.value = true
  else if (word === 'revoked' && vault) await wipe(vault.id)
  else if (word === 'another') lock()
}

/** Nothing readable stays in memory; the PIN opens it again. */
export function lock(): void {
  if (gate.value !== 'open' || !opened.value) return
  forget()
  void begin()
}

function forget(): void {
  outbox.close()
  closeCopy()
  opened.value = null
}

/** Signing out: the readable copy goes, what is unsent stays sealed until the account is back. */
export async function leaveHere(): Promise<void> {
  if (opened.value) await deleteCopy(opened.value.db, opened.value.id)
}

/** Signing in anew is the only way past a PIN that is forgotten or was tried too often. */
export async function signInAgain(): Promise<void> {
  if (!db.value || !row.value) return
  const { id } = row.value
  await changeVault(db.value, id, (kept) => ({ ...kept, shut: true, end_session: true }))
  await deleteCopy(db.value, id)
  gate.value = 'shut'
  await api.DELETE('/api/session').catch((thrown: unknown) => {
    // Without a session there is nothing to end.
    if (asProblem(thrown).status !== 401) throw thrown
  })
  await changeVault(db.value, id, (kept) => ({ ...kept, end_session: false }))
  window.location.assign(signInAddress())
}

/** A phone that was revoked: data, keys, the app's files and the session go, then the server hears of it. */
export async function wipe(id: string): Promise<void> {
  if (!db.value) return
  forget()
  row.value = null
  wipedBecause.value = 'revoked'
  gate.value = 'wiped'
  await wipeVault(db.value, id)
  await removeShell()
  await sayWiped(id)
  await api.DELETE('/api/session').catch(() => undefined)
}

/** What an earlier vault of this account holds moves into the open one, when its own PIN is right. */
export async function takeOver(former: string, pin: string): Promise<Opening> {
  const into = opened.value
  if (!db.value || !into) return { kind: 'shut' }
  // Who is here has signed in: an old vault that was shut may be tried again.
  await changeVault(db.value, former, (kept) => (kept.shut ? { ...kept, shut: false, end_session: false, wrong: 0, not_before: '' } : kept))
  const opening = await openVault(db.value, former, pin, new Date())
  if (opening.kind !== 'open') return opening
  await moveInto(opening.vault, into)
  await outbox.read()
  void talk()
  return opening
}

/** Another PIN for the same vault; false when the present one is wrong. */
export async function changePin(present: string, next: string): Promise<Opening> {
  const vault = opened.value
  if (!db.value || !vault) return { kind: 'shut' }
  const opening = await openVault(db.value, vault.id, present, new Date())
  if (opening.kind === 'open') await rewrapVault(db.value, vault.id, present, next)
  else if (opening.kind === 'shut') lock()
  return opening
}
