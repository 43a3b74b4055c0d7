import { api, take } from '../../api/client'
import type { RequestDetail, Step, Verb } from '../../api/shapes'

/** The verbs an official or a leader has on the phone, the usual one first. */
export const ACTS = ['answer', 'escalate', 'decline', 'no_answer', 'withdraw'] as const
export type Act = (typeof ACTS)[number]

export function actsOf(verbs: Verb[]): Act[] {
  return ACTS.filter((act) => verbs.includes(act))
}

export function perform(act: Act, id: string, body: Step): Promise<RequestDetail> {
  const sent = { params: { path: { id } }, body }
  switch (act) {
    case 'answer': return take(api.POST('/api/requests/{id}/answer', sent))
    case 'escalate': return take(api.POST('/api/requests/{id}/escalate', sent))
    case 'decline': return take(api.POST('/api/requests/{id}/decline', sent))
    case 'no_answer': return take(api.POST('/api/requests/{id}/no-answer', sent))
    case 'withdraw': return take(api.POST('/api/requests/{id}/withdraw', sent))
  }
}
