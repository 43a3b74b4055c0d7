import type { Entry } from './entry'

/** Where entries lie until the server has taken them. */
export interface Shelf {
  /** Whether entries survive closing the page. */
  readonly lasting: boolean
  all(account: string): Promise<Entry[]>
  put(entry: Entry): Promise<void>
  /** Changes an entry that is still there (true): one that another tab has sent and removed does not come back. */
  replace(entry: Entry): Promise<boolean>
  remove(id: string): Promise<void>
}

/** For pages that may not encrypt (no HTTPS): nothing a household said is ever written down in clear. */
export class MemoryShelf implements Shelf {
  readonly lasting = false
  private readonly entries = new Map<string, Entry>()

  async all(account: string): Promise<Entry[]> {
    return [...this.entries.values()].filter((entry) => entry.account_id === account).map((entry) => structuredCopy(entry))
  }

  async put(entry: Entry): Promise<void> {
    this.entries.set(entry.id, structuredCopy(entry))
  }

  async replace(entry: Entry): Promise<boolean> {
    if (!this.entries.has(entry.id)) return false
    await this.put(entry)
    return true
  }

  async remove(id: string): Promise<void> {
    this.entries.delete(id)
  }
}

function structuredCopy(entry: Entry): Entry {
  return JSON.parse(JSON.stringify(entry)) as Entry
}
