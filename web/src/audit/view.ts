import type { Drawn, Stage, StageRound } from '../api/shapes'

/** The snapshot as this page reads it: what a county's server may leave out is optional here, so that an older one shows as well. */
export type Watched = Omit<Stage, 'rounds'> & {
  rounds: WatchedRound[]
  agenda?: { at: string; title: string }[]
  /** Those who did not answer last time. */
  carried?: (Person & { from: string; outcome?: string })[]
  /** Called by name, apart from those drawn. */
  named?: (Person & { reason: string; outcome?: string })[]
  venues?: { id: string; name: string }[]
  votes?: Vote[]
  typing?: { typed: boolean }
}

export interface Person { label: string; name: string; stratum: string }

export interface Vote { label: string; ballots: number; cast: number; satisfied?: number; fair?: number; dissatisfied?: number; commitments?: string[] }

export type WatchedRound = Omit<StageRound, 'eligible' | 'selected'> & {
  eligible?: number
  selected: Drawn[]
  /** The official whose households are drawn. */
  key?: string
  envelope_lost?: boolean
  void?: string
  pairs?: { object: string; inspectors: { label: string; name: string }[] }[]
  venue_id?: string
}
