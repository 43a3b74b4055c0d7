import { shallowRef } from 'vue'
import { api, take } from '../../api/client'
import type { Topic } from '../../api/shapes'
import { lang } from '../../locale'

/** The 78 topics of requests; a form without them still works, the request then goes without a topic. */
export const topics = shallowRef<Topic[]>([])

export async function loadTopics(): Promise<void> {
  if (topics.value.length > 0) return
  try {
    topics.value = (await take(api.GET('/api/topics'))).items
  } catch {
    // Next time.
  }
}

export function topicName(topic: Topic): string {
  return lang() === 'en' ? topic.name_en : topic.name
}
