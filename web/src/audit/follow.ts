import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { addressOf, readJson, troubleOf, type Trouble } from './published'
import type { Watched } from './view'

/**
 * A meeting as it goes on. The public asks for the snapshot, which caches may answer, and not for a stream of its own: streams
 * are for the hall. Nothing is asked while nobody looks.
 */
const EVERY = { draft: 30, announced: 20, opened: 3, closed: 0 }

export interface Following {
  stage: Ref<Watched | null>
  trouble: Ref<Trouble | null>
  /** Seconds since the snapshot on the page was read. */
  age: Ref<number>
  again: () => void
}

export function useMeeting(id: string): Following {
  const stage = ref<Watched | null>(null)
  const trouble = ref<Trouble | null>(null)
  const age = ref(0)
  let read = 0
  let timer = 0
  let gone = false

  async function look(): Promise<void> {
    window.clearTimeout(timer)
    try {
      // Whoever opens the page or loads it again wants what is now, not what the phone kept.
      stage.value = await readJson<Watched>(addressOf(id), stage.value ? 'default' : 'no-cache')
      trouble.value = null
      read = Date.now()
    } catch (thrown) {
      trouble.value = troubleOf(thrown)
    }
    age.value = read ? Math.round((Date.now() - read) / 1000) : 0
    const seconds = trouble.value ? 5 : EVERY[stage.value?.state ?? 'announced']
    if (gone || seconds === 0 || trouble.value === 'missing' || document.hidden) return
    // Not all at the same moment.
    timer = window.setTimeout(() => void look(), seconds * (900 + Math.random() * 200))
  }
  const seen = (): void => {
    if (!document.hidden && stage.value?.state !== 'closed') void look()
  }
  onMounted(() => {
    document.addEventListener('visibilitychange', seen)
    void look()
  })
  onBeforeUnmount(() => {
    gone = true
    window.clearTimeout(timer)
    document.removeEventListener('visibilitychange', seen)
  })
  return { stage, trouble, age, again: () => void look() }
}
