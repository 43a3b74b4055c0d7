import { api, take } from '../../api/client'
import { asProblem, type ApiProblem } from '../../api/problem'
import type { Visit } from '../../api/shapes'
import { bodyOf, type Entry, type Refusal } from './entry'

/** What became of an entry that was sent. `later`: nobody knows yet, it has to be sent again as it is. */
export type Outcome =
  | { kind: 'arrived'; visit: Visit }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'later'; problem: ApiProblem }

export type Send = (entry: Entry) => Promise<Outcome>

/** A phone in a dead spot must not hold up the outbox for minutes. */
const PATIENCE_MS = 30_000

/**
 * No network, an overloaded or broken server, a session that ended: the content is not at fault. Everything else the server
 * says about this visit holds whenever it is sent.
 */
export function outcomeOf(problem: ApiProblem): Outcome {
  const { status, code, title, detail, errors } = problem
  const passing = status === 0 || status === 401 || status === 408 || status === 425 || status === 429 || status >= 500
  return passing ? { kind: 'later', problem } : { kind: 'refused', refusal: { status, code, title, detail, errors } }
}

export const sendVisit: Send = async (entry) => {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    const visit = await take(
      api.PUT('/api/visits/{id}', { params: { path: { id: entry.id } }, body: bodyOf(entry), signal: patience.signal }),
    )
    return { kind: 'arrived', visit }
  } catch (thrown) {
    return outcomeOf(asProblem(thrown))
  } finally {
    clearTimeout(timer)
  }
}
