import { seal, sealBytes, unseal, unsealBytes } from '../vault/cipher'
import type { EntryRow } from '../vault/database'
import { nextSequence, type OpenVault } from '../vault/vault'
import { newVisit, type Entry } from './entry'
import type { Shelf } from './shelf'

/** Entries in IndexedDB, each sealed with the key behind the PIN: a copied profile tells how many there are, and no more. */
export class SealedShelf implements Shelf {
  readonly lasting = true
  readonly device: string

  constructor(private readonly vault: OpenVault) {
    this.device = vault.id
  }

  async all(): Promise<Entry[]> {
    const rows = await this.vault.db.getAllFromIndex('entry', 'vault', this.vault.id)
    const entries = await Promise.all(rows.map((row) => unseal(this.vault.key, this.about(row.id), row)))
    return entries.filter((entry): entry is Entry => entry !== null)
  }

  async put(entry: Entry): Promise<void> {
    await this.vault.db.put('entry', await this.row(entry))
  }

  async replace(entry: Entry): Promise<boolean> {
    // Sealed before the transaction begins: one that waits for the cipher commits by itself.
    const row = await this.row(entry)
    const change = this.vault.db.transaction('entry', 'readwrite')
    const kept = await change.store.get(entry.id)
    const waits = kept !== undefined && kept.standing !== 'arrived'
    if (waits) await change.store.put(row)
    await change.done
    return waits
  }

  async remove(id: string): Promise<void> {
    await this.vault.db.delete('entry', id)
  }

  number(): Promise<number> {
    return nextSequence(this.vault)
  }

  async putPhoto(id: string, photo: ArrayBuffer): Promise<void> {
    const { iv, text } = await sealBytes(this.vault.key, this.about(id), photo)
    await this.vault.db.put('photo', { id, vault_id: this.vault.id, iv, text })
  }

  async photo(id: string): Promise<ArrayBuffer | null> {
    const row = await this.vault.db.get('photo', id)
    return row ? unsealBytes(this.vault.key, this.about(id), row) : null
  }

  async removePhoto(id: string): Promise<void> {
    await this.vault.db.delete('photo', id)
  }

  private about(id: string): string {
    return `${id}|${this.vault.id}`
  }

  private async row(entry: Entry): Promise<EntryRow> {
    const { iv, text } = await seal(this.vault.key, this.about(entry.id), entry)
    return { id: entry.id, vault_id: this.vault.id, standing: entry.standing, iv, text }
  }
}

/** What a visit of the app's first version held that this one takes over. */
interface Earlier { id: string; account_id: string; kept_at: string; standing: 'draft' | 'saved' | 'refused'; household: Entry['household']; claimed_at: string; topic: string; note: string; tag: string; request: { id: string; topic_id: string; body: string } | null }

/** Visits that the app's first version kept on this phone move behind the PIN. */
export async function takeOverEarlier(vault: OpenVault, shelf: SealedShelf): Promise<void> {
  const rows = await vault.db.getAllFromIndex('outbox', 'account', vault.account_id)
  const key = rows.length ? await vault.db.get('key', 'outbox') : undefined
  if (!key) return
  for (const row of rows) {
    const kept = (await unseal(key, `${row.id}|${row.account_id}`, row)) as Earlier | null
    if (!kept) continue
    const visit = newVisit(kept.account_id, kept.household, kept.claimed_at, () => kept.id)
    const { topic, note, tag, request, kept_at } = kept
    const saved = kept.standing === 'saved'
    await shelf.put({ ...visit, topic, note, tag, request, kept_at, standing: saved ? 'saved' : 'draft', saved_at: saved ? kept_at : '', device: saved ? shelf.device : '', sequence: saved ? await shelf.number() : 0 })
    await vault.db.delete('outbox', row.id)
  }
}

/** What an earlier vault of the same account still holds moves into this one, once its own PIN has opened it. */
export async function moveInto(from: OpenVault, to: OpenVault): Promise<number> {
  const [old, now] = [new SealedShelf(from), new SealedShelf(to)]
  const entries = (await old.all()).filter((entry) => entry.standing !== 'arrived').sort((left, right) => left.sequence - right.sequence)
  for (const entry of entries) {
    // As they are: they were saved as another device, under its numbers.
    await now.put(entry)
  }
  for (const row of await from.db.getAllFromIndex('photo', 'vault', from.id)) {
    const photo = await old.photo(row.id)
    if (photo) await now.putPhoto(row.id, photo)
  }
  return entries.length
}
