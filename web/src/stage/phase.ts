import type { StageRound, Drawn, Stage } from '../api/shapes'

/** What the screen shows now. It follows from the snapshot alone, so a reload shows the same. */
export type Phase =
  | { kind: 'waiting' }
  | { kind: 'dice' }
  | { kind: 'locked'; round: StageRound }
  | { kind: 'revealed'; round: StageRound; asked: Drawn | null }
  | { kind: 'closed'; drawn: Drawn[] }

export function phaseOf(stage: Stage): Phase {
  if (stage.state === 'draft' || stage.state === 'announced') return { kind: 'waiting' }
  if (stage.state === 'closed') return { kind: 'closed', drawn: stage.rounds.flatMap((round) => round.selected) }
  const round = stage.rounds[stage.rounds.length - 1]
  if (!round) return { kind: 'dice' }
  if (round.state !== 'revealed') return { kind: 'locked', round }
  return { kind: 'revealed', round, asked: round.selected.find((drawn) => !drawn.outcome) ?? round.selected[round.selected.length - 1] ?? null }
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
