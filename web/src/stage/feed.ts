import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { api, take } from '../api/client'
import { asProblem, type ApiProblem } from '../api/problem'
import type { Stage } from '../api/shapes'
import { meetingEvents } from './events'
import { justRevealed } from './phase'

export interface Feed {
  stage: Ref<Stage | null>
  /** The round whose reels are to run on this screen, if any. */
  running: Ref<number | null>
  live: Ref<boolean>
  problem: Ref<ApiProblem | null>
}

/** The meeting as it stands, kept up to date by server-sent events. */
export function useFeed(id: string): Feed {
  const stage = ref<Stage | null>(null)
  const running = ref<number | null>(null)
  // Until the first try has failed there is nothing to warn of.
  const live = ref(true)
  const problem = ref<ApiProblem | null>(null)
  let end = () => {}

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
      if (problem.value.status === 404) return
    }
    end = meetingEvents(id, {
      live: (is) => (live.value = is),
      stage: (snapshot) => {
        problem.value = null
        show(JSON.parse(snapshot) as Stage)
      },
    })
  })
  onBeforeUnmount(() => end())
  return { stage, running, live, problem }
}
