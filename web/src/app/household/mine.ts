import { ref, shallowRef } from 'vue'
import { api, take } from '../../api/client'
import { asProblem, type ApiProblem } from '../../api/problem'
import type { Household } from '../../api/shapes'
import { may } from '../../session/session'
import { byNeed } from './order'

/** My households, kept as long as the page lives, so that a visit can be written where the network ends. */
export const mine = shallowRef<Household[]>([])
export const mineProblem = shallowRef<ApiProblem | null>(null)
export const mineBusy = ref(false)
/** Whether they have been read at all: an empty list is then really empty. */
export const mineKnown = ref(false)

export async function loadMine(): Promise<void> {
  if (!may('listDue')) {
    mineKnown.value = true
    return
  }
  mineBusy.value = true
  try {
    const all: Household[] = []
    let cursor: string | undefined
    do {
      const page = await take(api.GET('/api/visits/due', { params: { query: { limit: 100, cursor } } }))
      all.push(...page.items)
      cursor = page.next_cursor
    } while (cursor)
    mine.value = all.sort(byNeed)
    mineProblem.value = null
    mineKnown.value = true
  } catch (thrown) {
    mineProblem.value = asProblem(thrown)
  } finally {
    mineBusy.value = false
  }
}
