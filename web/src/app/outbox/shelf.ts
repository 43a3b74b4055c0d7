import type { Entry } from './entry'

/** Where entries and their photos lie until the server has taken them. */
export interface Shelf {
  /** Whether entries survive closing the page. */
  readonly lasting: boolean
  /** The id under which the server knows this phone; null where nothing lasts. */
  readonly device: string | null
  all(): Promise<Entry[]>
  put(entry: Entry): Promise<void>
  /** Changes an entry that still waits (true): what another tab has sent or thrown away does not come back. */
  replace(entry: Entry): Promise<boolean>
  remove(id: string): Promise<void>
  /** The next number of what is saved on this phone. */
  number(): Promise<number>
  putPhoto(id: string, photo: ArrayBuffer): Promise<void>
  photo(id: string): Promise<ArrayBuffer | null>
  removePhoto(id: string): Promise<void>
}

/** For pages that may not encrypt (no HTTPS): nothing a household said is ever written down in clear. */
export class MemoryShelf implements Shelf {
  readonly lasting = false
  readonly device = null
  private readonly entries = new Map<string, Entry>()
  private readonly photos = new Map<string, ArrayBuffer>()
  private last = 0

  async all(): Promise<Entry[]> {
    return [...this.entries.values()].map(copied)
  }

  async put(entry: Entry): Promise<void> {
    this.entries.set(entry.id, copied(entry))
  }

  async replace(entry: Entry): Promise<boolean> {
    const kept = this.entries.get(entry.id)
    if (!kept || kept.standing === 'arrived') return false
    await this.put(entry)
    return true
  }

  async remove(id: string): Promise<void> {
    this.entries.delete(id)
  }

  async number(): Promise<number> {
    return ++this.last
  }

  async putPhoto(id: string, photo: ArrayBuffer): Promise<void> {
    this.photos.set(id, photo)
  }

  async photo(id: string): Promise<ArrayBuffer | null> {
    return this.photos.get(id) ?? null
  }

  async removePhoto(id: string): Promise<void> {
    this.photos.delete(id)
  }
}

function copied(entry: Entry): Entry {
  return JSON.parse(JSON.stringify(entry)) as Entry
}
