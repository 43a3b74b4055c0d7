import { ref, watch, type Ref, type WatchSource } from 'vue'
import { asProblem, type ApiProblem } from '../../api/problem'

export interface One<T> {
  value: Ref<T | null>
  problem: Ref<ApiProblem | null>
  reload: () => Promise<void>
}

/** One thing read from the API, again whenever `source` changes. */
export function useOne<T>(fetch: () => Promise<T>, source?: WatchSource): One<T> {
  const value = ref(null) as Ref<T | null>
  const problem = ref<ApiProblem | null>(null)
  let question = 0

  async function reload(): Promise<void> {
    const mine = ++question
    problem.value = null
    try {
      const answer = await fetch()
      if (mine === question) value.value = answer
    } catch (thrown) {
      if (mine === question) problem.value = asProblem(thrown)
    }
  }

  if (source) {
    watch(source, () => {
      value.value = null
      void reload()
    })
  }
  void reload()
  return { value, problem, reload }
}
