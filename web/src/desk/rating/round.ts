import { api, take } from '../../api/client'
import { ApiProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import type { RatingRound } from '../../api/shapes'
import { t } from '../../locale'

/** One round. There are a handful a year: the list carries all there is to know of one. */
export async function findRound(id: string): Promise<RatingRound> {
  const page = await take(api.GET('/api/rating-rounds', { params: { query: { limit: 200 } } }))
  const found = page.items.find((round) => round.id === id)
  if (!found) throw new ApiProblem({ status: 404, title: t('common.not_found'), detail: t('common.not_found_hint') })
  return found
}

/** What a round asks. */
export type Questionnaire = components['schemas']['RatingQuestionnaire']

/** Whose officials a round rates. */
export interface Scope {
  kind: 'county' | 'grid' | 'unit' | 'official'
  /** The grid, unit or official. */
  id?: string | undefined
}

/** A word for a new reason that no other one has: it stands in ballots, where households do not see it. */
export function newWord(taken: string[]): string {
  for (let at = 0; ; at++) {
    const word = `own_${String.fromCharCode(97 + at)}`
    if (!taken.includes(word)) return word
  }
}
