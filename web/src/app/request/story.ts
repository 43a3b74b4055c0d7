import type { RequestEvent } from '../../api/shapes'
import { t, word, type Key } from '../../locale'
import type { Happening } from '../../parts/TimeLine.vue'
import { today } from '../../session/session'
import { moment } from '../china-time'

/** What happened to a request, as one would tell it: the verb with where it went, who did it, and what was said. */
const TOLD = ['raise', 'escalate', 'answer', 'decline', 'no_answer', 'withdraw', 'confirm', 'dispute', 'overdue', 'unconfirm'] as const
type Told = (typeof TOLD)[number]
const TONE: Partial<Record<Told, Happening['tone']>> = { confirm: 'green', answer: 'blue', dispute: 'red', overdue: 'red' }

export function storyOf(events: RequestEvent[]): Happening[] {
  return events.map((event) => {
    const told = TOLD.find((verb) => verb === event.verb)
    return {
      key: event.seq,
      title: told ? sentence(told, event) : `${word('verb', event.verb)} → ${word('state', event.to_state)}`,
      who: event.actor_name || word('actor', event.actor_kind),
      at: moment(event.at, today()),
      note: event.note,
      tone: told && TONE[told],
    }
  })
}

function sentence(verb: Told, event: RequestEvent): string {
  // An escalation, a dispute and a missed term say to which level; without one the plain sentence is said.
  const climbs = verb === 'escalate' || verb === 'dispute' || verb === 'overdue'
  if (climbs && event.level) return t(`app.story.${verb}_to` as Key, { level: word('level', event.level) })
  return t(`app.story.${verb}` as Key)
}
