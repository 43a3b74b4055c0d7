import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { api, take } from '../api/client'
import { asProblem, type ApiProblem } from '../api/problem'
import type { Stage } from '../api/shapes'
import { justRevealed } from './phase'

export interface Feed {
  stage: Ref<Stage | null>
  /** The round whose reels are to run on this screen, if any. */
  running: Ref<number | null>
  live: Ref<boolean>
  problem: Ref<ApiProblem | null>
}

/** The meeting as it stands, kept up to date by server-sent events; the browser reconnects by itself. */
export function useFeed(id: string): Feed {
  const stage = ref<Stage | null>(null)
  const running = ref<number | null>(null)
  // Until the first try has failed there is nothing to warn of.
  const live = ref(true)
  const problem = ref<ApiProblem | null>(null)
  let source: EventSource | null = null

  function show(next: Stage): void {
    const revealed = justRevealed(stage.value, next)
    if (revealed !== null) running.value = revealed
    stage.value = next
  }

  onMounted(async () => {
    try {
      show(await take(api.GET('/api/public/meetings/{id}', { params: { path: { id } } })))
    } catch (thrown) {
      problem.value = asProblem(thrown)
      if (problem.value.status !== 0) return
    }
    source = new EventSource(`/api/public/meetings/${encodeURIComponent(id)}/events`)
    source.addEventListener('open', () => (live.value = true))
    source.addEventListener('error', () => (live.value = false))
    source.addEventListener('stage', (event) => {
      live.value = true
      problem.value = null
      show(JSON.parse((event as MessageEvent<string>).data) as Stage)
    })
  })
  onBeforeUnmount(() => source?.close())
  return { stage, running, live, problem }
}
