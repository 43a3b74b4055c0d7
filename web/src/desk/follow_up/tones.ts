import type { FollowUp } from '../../api/shapes'

/** The colour of each state; the word beside it says the same. */
export const tones: Record<FollowUp['state'], 'red' | 'amber' | 'blue' | 'green' | 'grey'> = {
  pledged: 'blue', said_done: 'amber', confirmed: 'green', failed: 'red', unconfirmed: 'grey',
  opened: 'amber', investigating: 'blue', found: 'amber', published: 'grey',
}
