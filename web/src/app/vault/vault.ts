import { newId } from '../../api/new-id'
import { rewrap, seal, unseal, unwrapKey, wrapNewKey } from './cipher'
import { deviceKey, type Database, type VaultRow } from './database'
import { waitAfter, WIPE_AFTER_DAYS, WRONG_AT_MOST } from './rules'

/** A vault that a PIN has opened. The key lives as long as the page and is dropped when the phone locks. */
export interface OpenVault { id: string; account_id: string; key: CryptoKey; db: Database }

export type Opening =
  | { kind: 'open'; vault: OpenVault }
  | { kind: 'wrong'; left: number; not_before: string }
  | { kind: 'wait'; not_before: string }
  | { kind: 'shut' }

/** The account that was here last, unless it was wiped. */
export async function latestVault(db: Database): Promise<VaultRow | null> {
  const rows = (await db.getAll('vault')).filter((row) => !row.former)
  return rows.sort((left, right) => right.seen_at.localeCompare(left.seen_at))[0] ?? null
}

export async function vaultOf(db: Database, account: string): Promise<VaultRow | null> {
  return (await db.getAllFromIndex('vault', 'account', account)).find((row) => !row.former) ?? null
}

export async function formerVaults(db: Database, account: string): Promise<VaultRow[]> {
  return (await db.getAllFromIndex('vault', 'account', account)).filter((row) => row.former)
}

/** A new vault under a new PIN. One that was there before becomes a former one, with what is sealed in it. */
export async function createVault(db: Database, account: string, pin: string, now: Date): Promise<OpenVault> {
  const id = newId()
  const { wrapped, key } = await wrapNewKey(await deviceKey(db), pin, id)
  const at = now.toISOString()
  const row: VaultRow = {
    id, account_id: account, wrapped, made_at: at, wrong: 0, not_before: '', shut: false, end_session: false, registered: false,
    sequence: 0, former: false, seen_at: at, warned_at: '', wipe_after_days: WIPE_AFTER_DAYS,
  }
  const change = db.transaction(['vault', 'copy'], 'readwrite')
  for (const before of await change.objectStore('vault').index('account').getAll(account)) {
    await change.objectStore('vault').put({ ...before, former: true })
    await change.objectStore('copy').delete(before.id)
  }
  await change.objectStore('vault').put(row)
  await change.done
  return { id, account_id: account, key, db }
}

/** Tries a PIN. The try is counted before it is made, so that closing the page does not make it free. */
export async function openVault(db: Database, id: string, pin: string, now: Date): Promise<Opening> {
  const counted = await countTry(db, id, now)
  if (counted.kind !== 'try') return counted
  const { row } = counted
  const key = await unwrapKey(await deviceKey(db), pin, row.id, row.wrapped)
  if (key) {
    await changeVault(db, id, (kept) => ({ ...kept, wrong: 0, not_before: '' }))
    return { kind: 'open', vault: { id, account_id: row.account_id, key, db } }
  }
  if (row.wrong >= WRONG_AT_MOST) {
    await shutVault(db, id)
    return { kind: 'shut' }
  }
  return { kind: 'wrong', left: WRONG_AT_MOST - row.wrong, not_before: row.not_before }
}

type Counted = { kind: 'try'; row: VaultRow } | { kind: 'wait'; not_before: string } | { kind: 'shut' }

async function countTry(db: Database, id: string, now: Date): Promise<Counted> {
  const change = db.transaction('vault', 'readwrite')
  const row = await change.store.get(id)
  if (!row || row.shut) {
    await change.done
    return { kind: 'shut' }
  }
  if (row.not_before > now.toISOString()) {
    await change.done
    return { kind: 'wait', not_before: row.not_before }
  }
  const wrong = row.wrong + 1
  const wait = waitAfter(wrong)
  const counted = { ...row, wrong, not_before: wait ? new Date(now.getTime() + wait * 1000).toISOString() : '' }
  await change.store.put(counted)
  await change.done
  return { kind: 'try', row: counted }
}

/** Too many wrong PINs: the copy goes, the unsent stays sealed, and the next try wants a new proof of who it is. */
async function shutVault(db: Database, id: string): Promise<void> {
  await changeVault(db, id, (row) => ({ ...row, shut: true, end_session: true }))
  await db.delete('copy', id)
}

/** The account has signed in again on this phone: ten more tries. */
export async function reopenVault(db: Database, id: string): Promise<void> {
  await changeVault(db, id, (row) => (row.end_session ? row : { ...row, shut: false, wrong: 0, not_before: '' }))
}

/** The same key under another PIN. */
export async function rewrapVault(db: Database, id: string, present: string, next: string): Promise<void> {
  const row = await db.get('vault', id)
  const wrapped = row && (await rewrap(await deviceKey(db), present, next, id, row.wrapped))
  if (wrapped) await changeVault(db, id, (kept) => ({ ...kept, wrapped }))
}

export async function changeVault(db: Database, id: string, to: (row: VaultRow) => VaultRow): Promise<void> {
  const change = db.transaction('vault', 'readwrite')
  const row = await change.store.get(id)
  if (row) await change.store.put(to(row))
  await change.done
}

/** The next number of what is saved on this phone; two tabs never get the same. */
export async function nextSequence(vault: OpenVault): Promise<number> {
  let sequence = 0
  await changeVault(vault.db, vault.id, (row) => ({ ...row, sequence: (sequence = row.sequence + 1) }))
  return sequence
}

/** How many entries wait to be sent; counted without opening them. */
export async function unsentIn(db: Database, id: string): Promise<number> {
  return (await db.getAllFromIndex('entry', 'vault', id)).filter((row) => row.standing !== 'arrived').length
}

export async function deleteCopy(db: Database, id: string): Promise<void> {
  await db.delete('copy', id)
}

/** Everything of one vault. Without its wrapped key nothing that was copied away earlier opens on this phone either. */
export async function wipeVault(db: Database, id: string): Promise<void> {
  const change = db.transaction(['vault', 'entry', 'photo', 'copy'], 'readwrite')
  await change.objectStore('vault').delete(id)
  await change.objectStore('copy').delete(id)
  for (const store of ['entry', 'photo'] as const) {
    for (const key of await change.objectStore(store).index('vault').getAllKeys(id)) await change.objectStore(store).delete(key)
  }
  await change.done
  if ((await db.count('vault')) === 0) await db.clear('key')
}


const ABOUT_COPY = 'copy'

export async function readCopy(vault: OpenVault): Promise<unknown> {
  const row = await vault.db.get('copy', vault.id)
  return row ? unseal(vault.key, `${ABOUT_COPY}|${vault.id}`, row) : null
}

export async function writeCopy(vault: OpenVault, value: unknown): Promise<void> {
  const { iv, text } = await seal(vault.key, `${ABOUT_COPY}|${vault.id}`, value)
  await vault.db.put('copy', { vault_id: vault.id, iv, text })
}
