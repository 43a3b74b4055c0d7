import type { Carried, Drawn, Heard, NamedOfficial, PanelVote, Stage, StageRound } from '../api/shapes'

/** What the screen shows now. It follows from the snapshot alone, so a reload shows the same. */
export type Phase =
  | { kind: 'waiting' }
  | { kind: 'carried'; carried: Carried[] }
  | { kind: 'dice'; typed: boolean; differed: boolean }
  | { kind: 'locked'; round: StageRound }
  | { kind: 'revealed'; round: StageRound; asked: Drawn | null }
  | { kind: 'tested'; tested: Tested }
  | { kind: 'vote'; vote: PanelVote; name: string }
  | { kind: 'closed'; drawn: Drawn[] }

/** Who answers on stage and what has been said so far, question by question. */
export interface Tested {
  label: string
  name: string
  stratum: string
  outcome: string | null
  /** Called by name and not drawn: why. */
  named: string | null
  /** The household on the phone, by its number on the roster. */
  household: { label: string; village: string; outcome: string | null } | null
  heard: Heard
}

interface Place { round: StageRound; drawn: Drawn }

/** Officials in the order drawn, each followed by the households drawn to confirm what he says. */
function placesOf(rounds: StageRound[]): Place[] {
  const of = (round: StageRound) => round.selected.map((drawn) => ({ round, drawn }))
  return rounds.filter((round) => !round.key).flatMap(of).flatMap((place) => [
    place, ...rounds.filter((round) => round.key === place.drawn.label).flatMap(of),
  ])
}

const spoke = (heard: Heard | undefined, side: 'official' | 'household') =>
  heard !== undefined && (heard.calls.length > 0 || heard.statements.some((each) => each[side] !== undefined))

export function phaseOf(stage: Stage, venue = ''): Phase {
  if (stage.state === 'draft' || stage.state === 'announced') return { kind: 'waiting' }
  if (stage.state === 'closed') return { kind: 'closed', drawn: stage.rounds.filter((round) => !round.key).flatMap((round) => round.selected) }
  const typing = stage.typing
  const locked = stage.rounds.find((round) => round.state === 'locked' && !round.envelope_lost)
  if (locked) return { kind: 'locked', round: locked }
  const first = stage.carried.filter((each) => !each.outcome)
  if (stage.rounds.length === 0 && first.length > 0) return { kind: 'carried', carried: first }
  if (typing && (typing.typed || typing.differed)) return { kind: 'dice', typed: typing.typed, differed: typing.differed }

  const rounds = stage.rounds.filter((round) => round.state === 'revealed' && (!venue || round.venue_id === venue || round.key))
  const places = placesOf(rounds)
  const open = stage.votes.find((vote) => vote.state === 'open')
  if (open) return { kind: 'vote', vote: open, name: nameOf(stage, open.label) }
  const last = rounds[rounds.length - 1]
  const untouched = last?.selected.every((drawn) => !drawn.outcome && !spoke(drawn.heard, last.key ? 'household' : 'official'))
  // What was just drawn comes before whoever has waited longer.
  if (last && untouched) return { kind: 'revealed', round: last, asked: last.selected[0] ?? null }
  const waiting = places.find((place) => !place.drawn.outcome)
  const named = stage.named.find((each) => !each.outcome)
  if (!waiting && named) return { kind: 'tested', tested: calledByName(named) }
  const vote = stage.votes[stage.votes.length - 1]
  const lastOfficial = last?.key ?? last?.selected[last.selected.length - 1]?.label
  if (!waiting && vote && (vote.label === lastOfficial || stage.named.some((each) => each.label === vote.label))) {
    return { kind: 'vote', vote, name: nameOf(stage, vote.label) }
  }
  const place = waiting ?? places.find((each) => each.round === last && each.drawn === last.selected[last.selected.length - 1])
  if (!place) return last ? { kind: 'revealed', round: last, asked: null } : { kind: 'dice', typed: false, differed: false }
  const tested = spoke(place.drawn.heard, place.round.key ? 'household' : 'official') ? testedOf(places, place) : null
  return tested ? { kind: 'tested', tested } : { kind: 'revealed', round: place.round, asked: place.drawn }
}

function nameOf(stage: Stage, label: string): string {
  return [...stage.rounds.flatMap((round) => round.selected), ...stage.named].find((each) => each.label === label)?.name ?? label
}

function calledByName(named: NamedOfficial): Tested {
  return { label: named.label, name: named.name, stratum: named.stratum, outcome: named.outcome ?? null, named: named.reason, household: null, heard: named.heard }
}

function testedOf(places: Place[], { round, drawn }: Place): Tested | null {
  const official = round.key ? places.find((place) => !place.round.key && place.drawn.label === round.key)?.drawn : drawn
  if (!official || !drawn.heard) return null
  return {
    label: official.label, name: official.name, stratum: official.stratum, outcome: official.outcome ?? null, named: null,
    household: round.key ? { label: drawn.label, village: drawn.stratum, outcome: drawn.outcome ?? null } : null, heard: drawn.heard,
  }
}

/** The dice that stand in the footer: those of the latest round. */
export function lastDice(stage: Stage): string | null {
  return stage.rounds[stage.rounds.length - 1]?.dice ?? null
}

/** D of the latest round that was locked. */
export function lastLock(stage: Stage): { number: number; hash: string } | null {
  const round = [...stage.rounds].reverse().find((each) => each.lock)
  return round?.lock ? { number: round.number, hash: round.lock } : null
}

/** Reels run only for a round that was seen locked on this screen and is revealed now; a reload starts at the result. */
export function justRevealed(before: Stage | null, now: Stage): number | null {
  if (!before) return null
  const round = now.rounds[now.rounds.length - 1]
  if (!round || round.state !== 'revealed') return null
  const earlier = before.rounds.find((each) => each.number === round.number)
  return earlier?.state === 'revealed' ? null : round.number
}
