import { reactive, ref, watch } from 'vue'
import type { Household } from '../../api/shapes'
import { countyNow } from '../china-time'
import { missing, newVisit, NOBODY, type HouseholdName, type Missing, type VisitEntry } from '../outbox/entry'
import type { Outbox } from '../outbox/outbox'
import { newId } from '../../api/new-id'

const PAUSE_MS = 400

/**
 * The visit being written. Every pause in the typing puts it on the phone, so a reload, a call or an empty battery loses
 * nothing, and it keeps the id under which it will be sent.
 */
export function visitForm(outbox: Outbox, account: string, today: string, begin: { entry?: VisitEntry; household?: Household }) {
  const resumed = begin.entry ?? (begin.household && outbox.draftFor(begin.household.id))
  const fresh = newVisit(account, begin.household ? named(begin.household) : NOBODY, countyNow(today, new Date()).toISOString())
  const entry = reactive<VisitEntry>(resumed ? (JSON.parse(JSON.stringify(resumed)) as VisitEntry) : fresh)
  const wrong = ref<Missing[]>([])
  const busy = ref(false)
  let done = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const plain = () => JSON.parse(JSON.stringify(entry)) as VisitEntry

  function keepNow(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    return done ? Promise.resolve() : outbox.keep(plain())
  }

  const stop = watch(entry, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void keepNow(), PAUSE_MS)
    if (wrong.value.length) wrong.value = missing(entry, countyNow(today, new Date()))
  })

  async function keepPending(): Promise<void> {
    if (timer !== undefined) await keepNow()
  }

  /** Leaves the form: what is pending goes to the phone first. */
  async function leave(): Promise<void> {
    stop()
    await keepPending()
  }

  function choose(household: Household): void {
    entry.household = named(household)
  }

  function addRequest(): void {
    entry.request = { id: newId(), topic_id: '', body: '' }
  }

  /** True when the visit is on the phone; sending has then begun, its end is not waited for. */
  async function save(): Promise<boolean> {
    wrong.value = missing(entry, countyNow(today, new Date()))
    if (wrong.value.length > 0 || busy.value || done) return false
    busy.value = true
    clearTimeout(timer)
    timer = undefined
    try {
      await outbox.save(plain())
      done = true
    } finally {
      busy.value = false
    }
    void outbox.flush()
    return true
  }

  async function discard(): Promise<void> {
    done = true
    clearTimeout(timer)
    timer = undefined
    await outbox.discard(entry.id)
  }

  return { entry, wrong, busy, resumed: resumed !== undefined, choose, addRequest, save, keepPending, leave, discard }
}

export const named = (household: Household): HouseholdName => ({ id: household.id, head_name: household.head_name, code: household.code })
