import { api, take } from '../../api/client'
import { asProblem, type ApiProblem } from '../../api/problem'
import type { ScoreDetail } from '../../api/shapes'

export type OwnScore = { detail: ScoreDetail } | { unpublished: true } | { problem: ApiProblem }

/** My score, once there is one: before a round has closed the server knows none. */
export async function loadScore(official: string): Promise<OwnScore> {
  try {
    return { detail: await take(api.GET('/api/scores/{official_id}', { params: { path: { official_id: official } } })) }
  } catch (thrown) {
    const problem = asProblem(thrown)
    return problem.status === 404 ? { unpublished: true } : { problem }
  }
}
