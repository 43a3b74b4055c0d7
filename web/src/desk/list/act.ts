import { ref } from 'vue'
import { asProblem, type ApiProblem } from '../../api/problem'

/** One thing a form does at a time: busy while it is under way, and what went wrong with it. */
export function useAct() {
  const busy = ref(false)
  const problem = ref<ApiProblem | null>(null)
  /** True when it was done. */
  async function act(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (thrown) {
      problem.value = asProblem(thrown)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, act }
}
