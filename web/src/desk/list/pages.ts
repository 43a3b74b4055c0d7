import { computed, ref, watch, type Ref, type WatchSource } from 'vue'
import { asProblem, type ApiProblem } from '../../api/problem'
import type { Page } from '../../api/shapes'

export interface PagedList<T> {
  items: Readonly<Ref<T[]>>
  total: Readonly<Ref<number | null>>
  more: Ref<boolean>
  busy: Ref<boolean>
  problem: Ref<ApiProblem | null>
  loadMore: () => Promise<void>
  reload: () => Promise<void>
}

/**
 * A list that is read page by page. It starts anew when `source` changes; an answer to an older question that
 * arrives late is dropped.
 */
export function usePages<T>(fetch: (cursor: string | undefined) => Promise<Page<T>>, source: WatchSource): PagedList<T> {
  const items = ref([]) as Ref<T[]>
  const total = ref<number | null>(null)
  const more = ref(false)
  const busy = ref(false)
  const problem = ref<ApiProblem | null>(null)
  let cursor: string | undefined
  let question = 0

  async function load(fresh: boolean): Promise<void> {
    const mine = ++question
    busy.value = true
    problem.value = null
    try {
      const page = await fetch(fresh ? undefined : cursor)
      if (mine !== question) return
      items.value = fresh ? page.items : [...items.value, ...page.items]
      if (page.total !== undefined && page.total !== null) total.value = page.total
      else if (fresh) total.value = page.next_cursor ? null : page.items.length
      cursor = page.next_cursor ?? undefined
      more.value = cursor !== undefined
    } catch (thrown) {
      if (mine === question) problem.value = asProblem(thrown)
    } finally {
      if (mine === question) busy.value = false
    }
  }

  watch(
    source,
    () => {
      items.value = []
      total.value = null
      void load(true)
    },
    { immediate: true },
  )
  return { items, total, more, busy, problem, loadMore: () => load(false), reload: () => load(true) }
}

/** A list that is here already, for the table of the others. */
export function here<T>(items: () => T[]): PagedList<T> {
  const nothing = () => Promise.resolve()
  return {
    items: computed(items), total: computed(() => items().length), more: ref(false), busy: ref(false), problem: ref(null),
    loadMore: nothing, reload: nothing,
  }
}
