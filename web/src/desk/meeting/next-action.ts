import type { Carried, Drawn, MeetingDetail, PlanStep } from '../../api/shapes'

/** What the host does next. At any time there is exactly one. */
export type NextAction =
  | { kind: 'announce' }
  | { kind: 'open'; sources: string[] }
  | { kind: 'carried'; carried: Carried }
  | { kind: 'lock'; number: number; steps: PlanStep[] }
  | { kind: 'reveal'; number: number; lock: string }
  | { kind: 'outcome'; number: number; drawn: Drawn }
  | { kind: 'closed' }

/** `STEP:ROSTER:PARAMS` joined by `;`, as in the announcement. */
export function planSteps(plan: string | PlanStep[]): PlanStep[] {
  if (typeof plan !== 'string') return plan
  return plan.split(';').filter(Boolean).map((text) => {
    const [step = '', roster = '', ...params] = text.split(':')
    return { step, roster, params: params.join(':') }
  })
}

export function sourceNames(sources: string): string[] {
  return sources.split(/[,;]/).map((name) => name.trim()).filter(Boolean)
}

export function nextAction(meeting: Pick<MeetingDetail, 'state' | 'rounds' | 'plan' | 'sources' | 'carried'>): NextAction {
  if (meeting.state === 'draft') return { kind: 'announce' }
  if (meeting.state === 'announced') return { kind: 'open', sources: sourceNames(meeting.sources) }
  if (meeting.state === 'closed') return { kind: 'closed' }
  const last = meeting.rounds[meeting.rounds.length - 1]
  if (last && last.state !== 'revealed' && !last.envelope_lost) return { kind: 'reveal', number: last.number, lock: last.lock ?? '' }
  const first = meeting.carried.find((each) => !each.outcome)
  if (first) return { kind: 'carried', carried: first }
  for (const round of meeting.rounds) {
    const waiting = round.selected.find((drawn) => !drawn.outcome)
    if (waiting) return { kind: 'outcome', number: round.number, drawn: waiting }
  }
  return { kind: 'lock', number: meeting.rounds.length + 1, steps: planSteps(meeting.plan) }
}

/** Six ten-sided dice, each 0 to 9. */
export function diceComplete(dice: string): boolean {
  return /^\d{6}$/.test(dice)
}

export const outcomes = ['IN_PERSON', 'PHONE_OK', 'NO_ANSWER', 'EXCUSED', 'ROSTER_ERROR'] as const
