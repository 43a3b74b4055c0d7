import type { CampaignTask } from '../sync/contract'

export interface Lacking { household_id: string; what: ('visit' | 'card' | 'opinion')[] }

/** The households that lack something, and what. */
export function lacking(task: CampaignTask): Lacking[] {
  return task.missing
    .map((one) => ({ household_id: one.household_id, what: (['visit', 'card', 'opinion'] as const).filter((part) => one[part]) }))
    .filter((one) => one.what.length > 0)
}

/** How many proposals are still to be made. */
export function proposalsLeft(task: CampaignTask): number {
  return Math.max(0, task.proposals_each - task.proposals)
}

export function isDone(task: CampaignTask): boolean {
  return lacking(task).length === 0 && proposalsLeft(task) === 0
}
