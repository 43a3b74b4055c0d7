import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { api, take } from '../../api/client'
import type { ApiProblem } from '../../api/problem'
import type { MeetingDetail } from '../../api/shapes'
import { meetingEvents } from '../../stage/events'
import { useOne } from '../list/one'

export interface LiveMeeting {
  meeting: Ref<MeetingDetail | null>
  problem: Ref<ApiProblem | null>
  /** Whether the server's events arrive. While they do not, the page asks by itself. */
  live: Ref<boolean>
  reload: () => Promise<void>
}

const ASK_AGAIN = 4000

/**
 * A meeting that several people work on at once: whoever changes it, every console, typist and caller sees it. The public events
 * say that something has changed; what those at the table may see is read anew.
 */
export function useLiveMeeting(id: Ref<string>): LiveMeeting {
  const { value: meeting, problem, reload } = useOne(() => take(api.GET('/api/meetings/{id}', { params: { path: { id: id.value } } })), id)
  const live = ref(true)
  let end = () => {}
  let timer: number | undefined
  let changed = false
  let following = false

  /** One answer at a time, however fast the events come: the last one is read after the last of them. */
  async function follow(): Promise<void> {
    changed = true
    if (following) return
    following = true
    while (changed) {
      changed = false
      await reload()
    }
    following = false
  }
  function listen(published: boolean): void {
    end()
    if (published) end = meetingEvents(id.value, { live: (is) => (live.value = is), stage: () => void follow() })
  }
  watch([id, () => meeting.value !== null && meeting.value.state !== 'draft'] as const, ([, published]) => listen(published))
  watch(live, (now) => {
    window.clearInterval(timer)
    if (!now) timer = window.setInterval(() => void reload(), ASK_AGAIN)
  })
  onBeforeUnmount(() => {
    end()
    window.clearInterval(timer)
  })
  return { meeting, problem, live, reload }
}
