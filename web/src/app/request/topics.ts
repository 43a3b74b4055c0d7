import { computed, shallowRef } from 'vue'
import { api, take } from '../../api/client'
import type { Topic } from '../../api/shapes'
import { lang } from '../../locale'
import { copy } from '../sync/copy'

const asked = shallowRef<Topic[]>([])

/** The 78 topics of requests, as the phone keeps them; a form without them still works, the request then goes without one. */
export const topics = computed(() => (copy.value?.topics.length ? copy.value.topics : asked.value))

export async function loadTopics(): Promise<void> {
  if (topics.value.length > 0) return
  try {
    asked.value = (await take(api.GET('/api/topics'))).items
  } catch {
    // Next time.
  }
}

export function topicName(topic: Topic): string {
  return lang() === 'en' ? topic.name_en : topic.name
}
