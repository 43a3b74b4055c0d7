import type { Carried, Drawn, Heard, MeetingDetail, NamedOfficial, StageRound } from '../../api/shapes'

/** Somebody who is heard at this meeting: drawn in a round, or called by name. */
export interface Person {
  label: string
  name: string
  stratum: string
  outcome: string | null
  /** The round that drew him; none was for who is called by name. */
  round: number | null
  household: boolean
  record: Drawn['record']
  heard: Heard | null
}

export function drawnPerson(round: StageRound, drawn: Drawn): Person {
  return {
    label: drawn.label, name: drawn.name, stratum: drawn.stratum, outcome: drawn.outcome ?? null, round: round.number,
    household: round.kind === 'households', record: drawn.record, heard: drawn.heard ?? null,
  }
}

export function namedPerson(named: NamedOfficial): Person {
  return {
    label: named.label, name: named.name, stratum: named.stratum, outcome: named.outcome ?? null, round: null, household: false,
    record: named.record, heard: named.heard,
  }
}

/** Somebody who answers first: he can be phoned like anybody drawn. */
export function carriedPerson(carried: Carried): Person {
  return { label: carried.label, name: carried.name, stratum: carried.stratum, outcome: carried.outcome ?? null, round: null, household: false, record: undefined, heard: carried.heard ?? null }
}

/** Everyone heard at the meeting, in the order they came. */
export function peopleOf(meeting: Pick<MeetingDetail, 'rounds' | 'named'>): Person[] {
  return [...meeting.rounds.flatMap((round) => round.selected.map((drawn) => drawnPerson(round, drawn))), ...meeting.named.map(namedPerson)]
}

export function personOf(meeting: Pick<MeetingDetail, 'rounds' | 'named'>, label: string | undefined): Person | null {
  return peopleOf(meeting).find((person) => person.label === label) ?? null
}

/** The households that were drawn to confirm what an official says. */
export function householdsOf(meeting: Pick<MeetingDetail, 'rounds'>, label: string): Person[] {
  return meeting.rounds.filter((round) => round.key === label).flatMap((round) => round.selected.map((drawn) => drawnPerson(round, drawn)))
}

/** The round that waits for the code after its own, whose envelope is lost. */
export function waitsForNext(meeting: Pick<MeetingDetail, 'rounds'>): StageRound | null {
  return meeting.rounds.filter((round) => round.state === 'locked' && round.envelope_lost).pop() ?? null
}

/** Six ten-sided dice, each 0 to 9. */
export function diceComplete(dice: string): boolean {
  return /^\d{6}$/.test(dice)
}

/** The steps that can be pressed now, as the API takes them: one on households once for every official drawn by its step. */
export function pressable(meeting: Pick<MeetingDetail, 'steps' | 'rounds'>): { value: string; step: string; roster: string; params: string; official: string }[] {
  return meeting.steps.flatMap((step) => {
    const within = step.within
    if (!within) return [{ value: step.step, step: step.step, roster: step.roster, params: step.params, official: '' }]
    const officials = meeting.rounds.filter((round) => round.step === within).flatMap((round) => round.selected)
    return officials.map((drawn) => ({ value: `${step.step}/${drawn.label}`, step: step.step, roster: step.roster, params: step.params, official: `${drawn.label} ${drawn.name}` }))
  })
}

export const outcomes = ['IN_PERSON', 'PHONE_OK', 'NO_ANSWER', 'EXCUSED', 'ROSTER_ERROR'] as const
