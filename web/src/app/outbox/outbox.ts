import { computed, ref, shallowRef } from 'vue'
import type { ApiProblem } from '../../api/problem'
import { asAnother, follows, newEntry, type Entry, type EntryOf, type PhotoRef, type VisitEntry } from './entry'
import type { Send } from './send'
import { MemoryShelf, type Shelf } from './shelf'

/** How many entries that have arrived the list goes on showing. */
const SHOWN_AS_ARRIVED = 30
/** Seconds until the next try by itself, after so many in vain. */
const PATIENCE_S = [5, 15, 45, 120, 300]

/** What wakes the outbox later; tests wake it themselves. */
export type Wake = (after_ms: number, then: () => void) => () => void
const byTimer: Wake = (after_ms, then) => {
  const timer = setTimeout(then, after_ms)
  return () => clearTimeout(timer)
}

/**
 * Everything between the official's thumb and the server. An entry leaves only when the server has acknowledged it, or when
 * the official throws it away; entries are sent one after another, always under the id they were born with.
 */
export class Outbox {
  private shelf: Shelf = new MemoryShelf()
  private closed = true
  private running: Promise<void> | null = null
  private again = false
  private inVain = 0
  private stopWaiting: (() => void) | null = null

  readonly entries = shallowRef<Entry[]>([])
  readonly sending = ref<string | null>(null)
  /** Why the last round stopped before its end. */
  readonly held = shallowRef<ApiProblem | null>(null)
  /** The server has asked not to be asked before then; milliseconds. */
  readonly notBefore = ref(0)
  readonly lasting = ref(true)

  readonly waiting = computed(() => this.entries.value.filter((entry) => entry.standing === 'saved'))
  readonly refused = computed(() => this.entries.value.filter((entry) => entry.standing === 'refused'))
  readonly drafts = computed(() => this.entries.value.filter((entry) => entry.standing === 'draft'))
  /** What the lists name: a photo goes with its visit until that has arrived without it. */
  readonly listed = computed(() => this.entries.value.filter((entry) => !this.isWith(entry)))
  /** The latest first. */
  readonly arrived = computed(() => this.listed.value.filter((entry) => entry.standing === 'arrived').reverse())
  readonly toSend = computed(() => this.listed.value.filter((entry) => entry.standing === 'saved'))
  /** How much would be missed if this phone were lost. */
  readonly unsent = computed(() => this.toSend.value.length + this.refused.value.length)

  constructor(
    private readonly send: Send,
    private readonly now: () => Date = () => new Date(),
    private readonly wake: Wake = byTimer,
  ) {}

  async open(shelf: Shelf): Promise<void> {
    this.close()
    this.shelf = shelf
    this.closed = false
    this.lasting.value = shelf.lasting
    await this.read()
    const old = this.entries.value.filter((entry) => entry.standing === 'arrived').slice(0, -SHOWN_AS_ARRIVED)
    for (const entry of old) await this.forget(entry)
  }

  /** Locked: nothing of it stays in memory. What is on its way may still arrive and is then noted on its shelf. */
  close(): void {
    this.stopWaiting?.()
    this.closed = true
    this.shelf = new MemoryShelf()
    this.entries.value = []
    this.held.value = null
    this.again = false
    this.inVain = 0
    this.notBefore.value = 0
  }

  /** Reads the shelf again: another tab may have sent or added something. */
  async read(): Promise<void> {
    const shelf = this.shelf
    const all = inOrder(await shelf.all())
    if (this.shelf === shelf) this.entries.value = all
  }

  find(id: string): Entry | undefined {
    return this.entries.value.find((entry) => entry.id === id)
  }

  draftFor(household: string): VisitEntry | undefined {
    return this.drafts.value.find((entry): entry is VisitEntry => entry.kind === 'visit' && entry.household.id === household)
  }

  of<K extends Entry['kind']>(kind: K, household?: string): EntryOf<K>[] {
    return this.entries.value.filter((entry): entry is EntryOf<K> => entry.kind === kind && (!household || entry.household.id === household))
  }

  /** Keeps what is being written. Once it is saved for sending, late keystrokes of an old form change nothing. */
  async keep(entry: Entry): Promise<void> {
    if (this.closed) return
    const known = this.find(entry.id)
    if (known && known.standing !== 'draft') return
    await this.write({ ...entry, standing: 'draft', kept_at: known?.kept_at || this.now().toISOString() })
  }

  /** The official is done. The second tap of a double tap finds the entry saved and does nothing. */
  async save(entry: Entry): Promise<void> {
    const known = this.find(entry.id)
    if (known && known.standing !== 'draft') return
    const at = this.now().toISOString()
    const saved: Entry = { ...entry, standing: 'saved', refusal: null, kept_at: at, saved_at: at, device: this.shelf.device ?? '' }
    // Shown as saved before its number is there: the second tap must find it so.
    this.show(saved)
    await this.write({ ...saved, sequence: await this.shelf.number() })
    if (saved.kind === 'visit') for (const photo of saved.photos) await this.savePhoto(saved, photo)
  }

  /** Other content for what was saved and has not left yet; false when it has. */
  async amend(entry: Entry): Promise<boolean> {
    const known = this.find(entry.id)
    if (known?.standing !== 'saved' || known.tried) return false
    return this.change(entry)
  }

  private async savePhoto(visit: VisitEntry, { id, width, height }: PhotoRef): Promise<void> {
    const photo = newEntry('photo', visit.account_id, visit.household, { visit_id: visit.id, width, height }, () => id)
    await this.save({ ...photo, kept_at: visit.kept_at })
  }

  async addPhoto(id: string, photo: ArrayBuffer): Promise<void> {
    await this.shelf.putPhoto(id, photo)
  }

  photo(id: string): Promise<ArrayBuffer | null> {
    return this.shelf.photo(id)
  }

  async dropPhoto(id: string): Promise<void> {
    await this.shelf.removePhoto(id)
  }

  private isWith(entry: Entry): boolean {
    if (entry.kind !== 'photo' || entry.standing === 'refused') return false
    const visit = this.find(entry.visit_id)
    return visit !== undefined && (visit.standing !== 'arrived' || entry.standing === 'arrived')
  }

  /** Thrown away by whoever wrote it, with its photos. */
  async discard(id: string): Promise<void> {
    const entry = this.find(id)
    if (!entry) return
    if (entry.kind === 'visit') {
      for (const { id: photo } of entry.photos) await this.forgetById(photo)
    }
    await this.forget(entry)
  }

  /** A refused entry back on the desk. If the server has other content under its id, it continues under a new one. */
  async reopen(entry: Entry): Promise<Entry> {
    const fresh = entry.refusal?.status === 409 ? asAnother(entry) : { ...entry, standing: 'draft' as const, tried: false }
    // Its photos are the form's again; their bytes stay where they are.
    if (entry.kind === 'visit') for (const { id } of entry.photos) await this.drop(id)
    if (fresh.id !== entry.id) await this.drop(entry.id)
    await this.write(fresh)
    return fresh
  }

  /** Sends what waits, in order. Called as often as anybody likes: there is one round at a time. */
  flush(): Promise<void> {
    if (this.now().getTime() < this.notBefore.value) return Promise.resolve()
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
      this.stopWaiting?.()
      for (let next = this.next(); next; next = this.next()) {
        if (await this.sendOne(next)) continue
        this.again = false
        return
      }
      this.inVain = 0
    }
  }

  /** The first that waits for nothing but the server. */
  private next(): Entry | undefined {
    return this.waiting.value.find((entry) => {
      // Its number is still being given.
      if (entry.sequence === 0) return false
      const before = follows(entry)
      const there = before ? this.find(before) : undefined
      return !there || there.standing === 'arrived'
    })
  }

  /** False when the rest has to wait. */
  private async sendOne(entry: Entry): Promise<boolean> {
    const shelf = this.shelf
    const tried: Entry = { ...entry, tried: true }
    // Written before the request leaves: a page that dies now must know afterwards that the server may have it.
    if (!(await this.change(tried, shelf))) return true
    this.sending.value = entry.id
    const outcome = await this.send(tried, shelf, this.now()).finally(() => (this.sending.value = null))
    if (outcome.kind === 'arrived') {
      await this.change({ ...tried, standing: 'arrived', arrived_at: this.now().toISOString() }, shelf)
      if (tried.kind === 'photo') await shelf.removePhoto(tried.id)
    } else if (outcome.kind === 'refused') {
      await this.change({ ...tried, standing: 'refused', refusal: outcome.refusal }, shelf)
    } else if (this.shelf === shelf) {
      this.wait(outcome.problem)
      return false
    }
    return this.shelf === shelf
  }

  /** Nobody knows when the network or the server comes back: it is tried again by itself, less and less often. */
  private wait(problem: ApiProblem): void {
    this.held.value = problem
    const asked = problem.retryAfter === undefined ? 0 : problem.retryAfter * 1000
    this.notBefore.value = asked ? this.now().getTime() + asked : 0
    // Only signing in helps there.
    if (problem.status === 401) return
    const own = (PATIENCE_S[Math.min(this.inVain, PATIENCE_S.length - 1)] ?? 300) * 1000
    this.inVain += 1
    this.stopWaiting = this.wake(Math.max(asked, own), () => void this.flush())
  }

  private async write(entry: Entry): Promise<void> {
    const shelf = this.shelf
    await shelf.put(entry)
    if (this.shelf === shelf) this.show(entry)
  }

  /** False when another tab has sent or removed it meanwhile: it is then gone here as well. */
  private async change(entry: Entry, shelf = this.shelf): Promise<boolean> {
    const there = await shelf.replace(entry)
    if (this.shelf !== shelf) return there
    if (there) this.show(entry)
    else await this.read()
    return there
  }

  private async forget(entry: Entry): Promise<void> {
    await this.drop(entry.id)
    if (entry.kind === 'photo') await this.shelf.removePhoto(entry.id)
  }

  private async forgetById(photo: string): Promise<void> {
    await this.shelf.removePhoto(photo)
    await this.drop(photo)
  }

  private async drop(id: string): Promise<void> {
    await this.shelf.remove(id)
    this.entries.value = this.entries.value.filter((other) => other.id !== id)
  }

  private show(entry: Entry): void {
    this.entries.value = inOrder([...this.entries.value.filter((other) => other.id !== entry.id), entry])
  }
}

/** In the order in which they were saved, so that the steps of a household arrive as they were made; drafts come last. */
function inOrder(entries: Entry[]): Entry[] {
  const place = (entry: Entry) => entry.sequence || Number.MAX_SAFE_INTEGER
  return entries.sort((left, right) => place(left) - place(right) || left.kept_at.localeCompare(right.kept_at))
}
