import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { newKey, type Sealed, type Wrapped } from './cipher'
import type { Seen } from './rules'

/**
 * One account on this phone behind one PIN. Its id is the phone's device id for the server as well. A forgotten PIN begins a
 * new vault; what the old one still holds stays sealed beside it.
 */
export interface VaultRow extends Seen {
  id: string
  account_id: string
  wrapped: Wrapped
  made_at: string
  /** Wrong PINs in a row, counted before each try. */
  wrong: number
  /** Before then no PIN is tried. */
  not_before: string
  /** After too many wrong ones nothing is tried until the account has signed in again. */
  shut: boolean
  /** The session in the browser has still to be ended, so that signing in is a new proof. */
  end_session: boolean
  /** The server knows this phone by its id. */
  registered: boolean
  /** Numbers what is saved here, for good. */
  sequence: number
  /** Replaced by a later vault of the same account. */
  former: boolean
}

/** A sealed entry of the outbox. Its standing tells, without opening it, whether somebody waits for it. */
export interface EntryRow extends Sealed { id: string; vault_id: string; standing: 'draft' | 'saved' | 'refused' | 'arrived' }
export interface PhotoRow extends Sealed { id: string; vault_id: string }
/** The copy of the server's data: one sealed text for each vault, so that data and cursor change together. */
export interface CopyRow extends Sealed { vault_id: string }

/** What the first version of the app kept: entries under the phone's key alone. */
export interface EarlierRow extends Sealed { id: string; account_id: string }

interface Schema extends DBSchema {
  key: { key: string; value: CryptoKey }
  outbox: { key: string; value: EarlierRow; indexes: { account: string } }
  vault: { key: string; value: VaultRow; indexes: { account: string } }
  entry: { key: string; value: EntryRow; indexes: { vault: string } }
  photo: { key: string; value: PhotoRow; indexes: { vault: string } }
  copy: { key: string; value: CopyRow }
}
export type Database = IDBPDatabase<Schema>

export const DATABASE = 'lianxin-app'

/** Null where the browser keeps nothing: no HTTPS, or a private window. */
export async function openDatabase(name = DATABASE): Promise<Database | null> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined
  if (!subtle || typeof indexedDB === 'undefined') return null
  try {
    const db: Database = await openDB<Schema>(name, 2, {
      upgrade(fresh, from) {
        if (from < 1) {
          fresh.createObjectStore('key')
          fresh.createObjectStore('outbox', { keyPath: 'id' }).createIndex('account', 'account_id')
        }
        fresh.createObjectStore('vault', { keyPath: 'id' }).createIndex('account', 'account_id')
        fresh.createObjectStore('entry', { keyPath: 'id' }).createIndex('vault', 'vault_id')
        fresh.createObjectStore('photo', { keyPath: 'id' }).createIndex('vault', 'vault_id')
        fresh.createObjectStore('copy', { keyPath: 'vault_id' })
      },
      // A newer version in another tab must not wait for this one.
      blocking: () => db.close(),
    })
    // Asked for, so that a phone short of space does not forget what is unsent.
    void navigator.storage?.persist?.().catch(() => false)
    return db
  } catch {
    return null
  }
}

/** The key of this phone; the first tab to ask makes it. It never leaves the browser. */
export async function deviceKey(db: Database): Promise<CryptoKey> {
  const kept = await db.get('key', 'device')
  if (kept) return kept
  const fresh = await newKey()
  const change = db.transaction('key', 'readwrite')
  // Another tab may have been quicker: its key stays.
  const first = await change.store.get('device')
  if (!first) await change.store.put(fresh, 'device')
  await change.done
  return first ?? fresh
}
