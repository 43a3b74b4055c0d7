import { reactive, ref, watch } from 'vue'
import type { Household } from '../../api/shapes'
import { countyNow } from '../china-time'
import { missing, newEntry, type Entry, type Missing } from '../outbox/entry'
import type { Outbox } from '../outbox/outbox'
import { newId } from '../outbox/id'
import { nextStep } from '../household/order'

const PAUSE_MS = 400

/**
 * The visit being written. Every pause in the typing puts it on the phone, so a reload, a call or an empty battery loses
 * nothing, and it keeps the id under which it will be sent.
 */
export function visitForm(outbox: Outbox, account: string, today: string, begin: { entry?: Entry; household?: Household }) {
  const resumed = begin.entry ?? (begin.household && outbox.draftFor(begin.household.id))
  const fresh = newEntry({
    account_id: account,
    household: begin.household ? named(begin.household) : { id: '', head_name: '', code: '' },
    claimed_at: countyNow(today, new Date()).toISOString(),
    step: nextStep(begin.household?.step ?? 0),
  })
  const entry = reactive<Entry>(resumed ? (JSON.parse(JSON.stringify(resumed)) as Entry) : fresh)
  const wrong = ref<Missing[]>([])
  const busy = ref(false)
  let done = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const plain = () => JSON.parse(JSON.stringify(entry)) as Entry

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
    entry.step = nextStep(household.step)
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

const named = (household: Household): Entry['household'] => ({ id: household.id, head_name: household.head_name, code: household.code })
