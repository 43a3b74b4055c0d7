import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { newKey, seal, unseal, type Sealed } from './cipher'
import type { Entry } from './entry'
import { MemoryShelf, type Shelf } from './shelf'

interface Row extends Sealed { id: string; account_id: string }
interface Schema extends DBSchema {
  key: { key: string; value: CryptoKey }
  outbox: { key: string; value: Row; indexes: { account: string } }
}

/** Entries in IndexedDB, each sealed: besides its id and whose it is nothing can be read from a copied profile. */
export class SealedShelf implements Shelf {
  readonly lasting = true

  private constructor(
    private readonly db: IDBPDatabase<Schema>,
    private readonly key: CryptoKey,
  ) {}

  static async open(name = 'lianxin-app'): Promise<SealedShelf> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('key')
        fresh.createObjectStore('outbox', { keyPath: 'id' }).createIndex('account', 'account_id')
      },
      // A newer version in another tab must not wait for this one.
      blocking: () => db.close(),
    })
    return new SealedShelf(db, await keyOf(db))
  }

  async all(account: string): Promise<Entry[]> {
    const rows = await this.db.getAllFromIndex('outbox', 'account', account)
    const entries = await Promise.all(rows.map((row) => unseal(this.key, about(row), row)))
    return entries.filter((entry): entry is Entry => entry !== null)
  }

  async put(entry: Entry): Promise<void> {
    await this.db.put('outbox', await this.row(entry))
  }

  async replace(entry: Entry): Promise<boolean> {
    // Sealed before the transaction begins: one that waits for the cipher commits by itself.
    const row = await this.row(entry)
    const change = this.db.transaction('outbox', 'readwrite')
    const there = (await change.store.getKey(entry.id)) !== undefined
    if (there) await change.store.put(row)
    await change.done
    return there
  }

  async remove(id: string): Promise<void> {
    await this.db.delete('outbox', id)
  }

  private async row(entry: Entry): Promise<Row> {
    const { iv, text } = await seal(this.key, about(entry), entry)
    return { id: entry.id, account_id: entry.account_id, iv, text }
  }
}

const about = (row: { id: string; account_id: string }) => `${row.id}|${row.account_id}`

/** The key of this phone; the first tab to ask makes it. */
async function keyOf(db: IDBPDatabase<Schema>): Promise<CryptoKey> {
  const kept = await db.get('key', 'outbox')
  if (kept) return kept
  const fresh = await newKey(crypto.subtle)
  const change = db.transaction('key', 'readwrite')
  // Another tab may have been quicker: its key stays.
  const first = await change.store.get('outbox')
  if (!first) await change.store.put(fresh, 'outbox')
  await change.done
  return first ?? fresh
}

/** The best place this page has. Without a secure context there is no cipher, in some private windows no database. */
export async function openShelf(): Promise<Shelf> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined
  if (!subtle || typeof indexedDB === 'undefined') return new MemoryShelf()
  try {
    return await SealedShelf.open()
  } catch {
    return new MemoryShelf()
  }
}
