import type { UnitRectification } from '../../../api/shapes'

/** The colour of each state of a unit's rectification. */
export const tones: Record<UnitRectification['state'], 'red' | 'amber' | 'blue' | 'green'> = { open: 'amber', answered: 'blue', closed: 'green', missed: 'red' }
