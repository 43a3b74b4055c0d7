import { computed, ref, shallowRef } from 'vue'
import { api, take } from '../../api/client'
import { asProblem, type ApiProblem } from '../../api/problem'
import type { Request } from '../../api/shapes'
import { hasRole, may, today } from '../../session/session'
import { copy, requestsIn } from '../sync/copy'
import { pressing } from './order'

/** What waits in the grid I lead; an official's own lie on the phone. */
const led = shallowRef<Request[]>([])
const ledKnown = ref(false)
export const pressingProblem = shallowRef<ApiProblem | null>(null)

/** Requests that wait for me and are overdue or nearly so; the tab at the foot counts them. */
export const pressingRequests = computed(() => {
  const all = new Map([...requestsIn(copy.value), ...led.value].map((request) => [request.id, request]))
  return pressing([...all.values()], today())
})
export const pressingCount = computed(() => pressingRequests.value.length)
const asks = () => may('listRequests') && (!may('sync') || hasRole('grid_leader'))
export const pressingKnown = computed(() => (asks() ? ledKnown.value || Boolean(copy.value?.synced_at) : true))

export async function loadPressing(): Promise<void> {
  if (!asks()) return
  try {
    // Sorted by term, so the first hundred hold the most urgent ones.
    led.value = (await take(api.GET('/api/requests', { params: { query: { sort: 'due', limit: 100 } } }))).items
    pressingProblem.value = null
    ledKnown.value = true
  } catch (thrown) {
    pressingProblem.value = asProblem(thrown)
  }
}

/** Another account on the same phone begins without them. */
export function forgetPressing(): void {
  led.value = []
  ledKnown.value = false
}
