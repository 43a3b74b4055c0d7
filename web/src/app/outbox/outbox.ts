import { computed, ref, shallowRef } from 'vue'
import type { ApiProblem } from '../../api/problem'
import type { Visit } from '../../api/shapes'
import { asAnother, type Entry } from './entry'
import type { Send } from './send'
import { MemoryShelf, type Shelf } from './shelf'

/**
 * Visits between the official's thumb and the server. An entry leaves only when the server has acknowledged it, or when the
 * official throws it away; it is sent one after another, always under the id it was born with.
 */
export class Outbox {
  private shelf: Shelf = new MemoryShelf()
  private account = ''
  private running: Promise<void> | null = null
  private again = false

  readonly entries = shallowRef<Entry[]>([])
  /** What the server took since the page was opened, newest first. */
  readonly arrived = shallowRef<Visit[]>([])
  readonly sending = ref<string | null>(null)
  /** Why the last round stopped before its end. */
  readonly held = shallowRef<ApiProblem | null>(null)
  readonly lasting = ref(true)

  readonly waiting = computed(() => this.entries.value.filter((entry) => entry.standing === 'saved'))
  readonly refused = computed(() => this.entries.value.filter((entry) => entry.standing === 'refused'))
  readonly drafts = computed(() => this.entries.value.filter((entry) => entry.standing === 'draft'))

  constructor(
    private readonly send: Send,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async open(shelf: Shelf, account: string): Promise<void> {
    this.shelf = shelf
    this.account = account
    this.lasting.value = shelf.lasting
    await this.read()
  }

  /** Reads the shelf again: another tab may have sent or added something. */
  async read(): Promise<void> {
    this.entries.value = inOrder(await this.shelf.all(this.account))
  }

  find(id: string): Entry | undefined {
    return this.entries.value.find((entry) => entry.id === id)
  }

  draftFor(household: string): Entry | undefined {
    return this.drafts.value.find((entry) => entry.household.id === household)
  }

  /** Keeps what is being written. Once it is saved for sending, late keystrokes of an old form change nothing. */
  async keep(entry: Entry): Promise<void> {
    const known = this.find(entry.id)
    if (known && known.standing === 'saved') return
    await this.write({ ...entry, standing: known?.standing ?? 'draft', kept_at: known?.kept_at || this.now().toISOString() })
  }

  /** The official is done. The second tap of a double tap finds the entry saved and does nothing. */
  async save(entry: Entry): Promise<void> {
    const known = this.find(entry.id)
    if (known?.standing === 'saved') return
    await this.write({ ...entry, standing: 'saved', refusal: null, kept_at: this.now().toISOString() })
  }

  async discard(id: string): Promise<void> {
    await this.shelf.remove(id)
    this.entries.value = this.entries.value.filter((entry) => entry.id !== id)
  }

  /** A refused entry back on the desk. If the server has other content under its id, it continues under a new one. */
  async reopen(entry: Entry): Promise<Entry> {
    const fresh = entry.refusal?.status === 409 ? asAnother(entry) : { ...entry, standing: 'draft' as const, tried: false }
    await this.write(fresh)
    if (fresh.id !== entry.id) await this.discard(entry.id)
    return fresh
  }

  /** Sends what waits, in order. Called as often as anybody likes: there is one round at a time. */
  flush(): Promise<void> {
    this.again = true
    this.running ??= this.round().finally(() => {
      this.running = null
      // Asked for between the last look and this moment.
      if (this.again) void this.flush()
    })
    return this.running
  }

  private async round(): Promise<void> {
    while (this.again) {
      this.again = false
      this.held.value = null
      for (let next = this.waiting.value[0]; next; next = this.waiting.value[0]) {
        if (await this.sendOne(next)) continue
        this.again = false
        return
      }
    }
  }

  /** False when the rest has to wait. */
  private async sendOne(entry: Entry): Promise<boolean> {
    const tried: Entry = { ...entry, tried: true }
    // Written before the request leaves: a page that dies now must know afterwards that the server may have it.
    if (!(await this.change(tried))) return true
    this.sending.value = entry.id
    const outcome = await this.send(tried).finally(() => (this.sending.value = null))
    if (outcome.kind === 'later') {
      this.held.value = outcome.problem
      return false
    }
    if (outcome.kind === 'refused') {
      await this.change({ ...tried, standing: 'refused', refusal: outcome.refusal })
    } else {
      await this.discard(entry.id)
      this.arrived.value = [outcome.visit, ...this.arrived.value]
    }
    return true
  }

  private async write(entry: Entry): Promise<void> {
    await this.shelf.put(entry)
    this.show(entry)
  }

  /** False when another tab has removed it meanwhile: it is then gone here as well. */
  private async change(entry: Entry): Promise<boolean> {
    const there = await this.shelf.replace(entry)
    if (there) this.show(entry)
    else this.entries.value = this.entries.value.filter((other) => other.id !== entry.id)
    return there
  }

  private show(entry: Entry): void {
    this.entries.value = inOrder([...this.entries.value.filter((other) => other.id !== entry.id), entry])
  }
}

/** In the order in which they were saved, so that the steps of a household arrive as they were made. */
function inOrder(entries: Entry[]): Entry[] {
  return entries.sort((left, right) => left.kept_at.localeCompare(right.kept_at))
}
