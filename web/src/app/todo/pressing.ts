import { computed, ref, shallowRef } from 'vue'
import { api, take } from '../../api/client'
import { asProblem, type ApiProblem } from '../../api/problem'
import type { Request } from '../../api/shapes'
import { may, today } from '../../session/session'
import { pressing } from './order'

/** Requests that wait for me and are overdue or nearly so; the tab at the foot counts them. */
export const pressingRequests = shallowRef<Request[]>([])
export const pressingProblem = shallowRef<ApiProblem | null>(null)
export const pressingKnown = ref(false)
export const pressingCount = computed(() => pressingRequests.value.length)

export async function loadPressing(): Promise<void> {
  if (!may('listRequests')) {
    pressingKnown.value = true
    return
  }
  try {
    // Sorted by term, so the first hundred hold the most urgent ones.
    const page = await take(api.GET('/api/requests', { params: { query: { sort: 'due', limit: 100 } } }))
    pressingRequests.value = pressing(page.items, today())
    pressingProblem.value = null
    pressingKnown.value = true
  } catch (thrown) {
    pressingProblem.value = asProblem(thrown)
  }
}
