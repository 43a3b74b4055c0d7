import { shallowRef } from 'vue'
import { api, take } from '../../api/client'
import type { Topic } from '../../api/shapes'
import { lang, word } from '../../locale'

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

/** The word for what a visit was about: one of the form's own, or a topic of requests by its code. */
export function visitTopic(code: string): string {
  const own = word('visit_topic', code)
  if (own !== code) return own
  const topic = topics.value.find((one) => one.code === code)
  return topic ? topicName(topic) : code
}

export function topicName(topic: Topic): string {
  return lang() === 'en' ? topic.name_en : topic.name
}
