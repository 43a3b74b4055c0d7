import { api, take } from '../../api/client'
import type { Request, RequestDetail, Step, Verb } from '../../api/shapes'

/** The verbs of staff, in the order of the drawer. `confirm` and `dispute` are the household's own. */
export const staffVerbs = ['answer', 'escalate', 'decline', 'no_answer', 'withdraw'] as const
export type StaffVerb = (typeof staffVerbs)[number]

export function isStaffVerb(verb: Verb): verb is StaffVerb {
  return (staffVerbs as readonly string[]).includes(verb)
}

export function act(verb: StaffVerb, id: string, body: Step): Promise<RequestDetail> {
  const what = { params: { path: { id } }, body }
  switch (verb) {
    case 'answer': return take(api.POST('/api/requests/{id}/answer', what))
    case 'escalate': return take(api.POST('/api/requests/{id}/escalate', what))
    case 'decline': return take(api.POST('/api/requests/{id}/decline', what))
    case 'no_answer': return take(api.POST('/api/requests/{id}/no-answer', what))
    case 'withdraw': return take(api.POST('/api/requests/{id}/withdraw', what))
  }
}

const settled = ['confirmed', 'unconfirmed', 'withdrawn', 'merged']

/** Why a verb is not mine now: said beside the greyed button, which is better than a button that vanished. */
export function whyNot(verb: StaffVerb, request: Pick<Request, 'state' | 'level'>): 'settled' | 'waits_for_household' | 'top' | 'not_yours' {
  if (settled.includes(request.state)) return 'settled'
  if (verb === 'no_answer') return request.state === 'answered' ? 'not_yours' : 'waits_for_household'
  if (request.state === 'answered' || request.state === 'declined') return 'waits_for_household'
  if (verb === 'escalate' && request.level === 'county') return 'top'
  return 'not_yours'
}
