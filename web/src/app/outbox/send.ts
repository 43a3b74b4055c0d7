import { api, putBytes, take } from '../../api/client'
import { type ApiProblem, asProblem } from '../../api/problem'
import { call } from '../sync/calls'
import { bodyOf, type Entry, type Refusal } from './entry'
import type { Shelf } from './shelf'

/** What became of an entry that was sent. `later`: nobody knows yet, it has to be sent again as it is. */
export type Outcome = { kind: 'arrived' } | { kind: 'refused'; refusal: Refusal } | { kind: 'later'; problem: ApiProblem }

export type Send = (entry: Entry, shelf: Shelf, now: Date) => Promise<Outcome>

/** A phone in a dead spot must not hold up the outbox for minutes. */
const PATIENCE_MS = 30_000

/**
 * No network, an overloaded or broken server, a session that ended: the content is not at fault. Everything else the server
 * says about this entry holds whenever it is sent.
 */
export function outcomeOf(problem: ApiProblem): Outcome {
  const { status, code, title, detail, errors } = problem
  const passing = status === 0 || status === 401 || status === 408 || status === 425 || status === 429 || status >= 500
  return passing ? { kind: 'later', problem } : { kind: 'refused', refusal: { status, code, title, detail, errors } }
}

async function put(entry: Entry, shelf: Shelf, now: Date, signal: AbortSignal): Promise<void> {
  const params = { path: { id: entry.id } }
  switch (entry.kind) {
    case 'visit':
      await call('PUT', `/api/visits/${entry.id}`, bodyOf(entry, now), signal)
      return
    case 'photo': {
      const photo = await shelf.photo(entry.id)
      // Its bytes left with an acknowledgement that another tab has not noted yet.
      if (photo) await putBytes(`/api/visits/${entry.visit_id}/photos/${entry.id}`, photo, 'image/jpeg', signal)
      return
    }
    case 'request':
      await take(api.PUT('/api/requests/{id}', {
        params, signal, body: { household_id: entry.household.id, body: entry.body, ...(entry.topic_id ? { topic_id: entry.topic_id } : {}) },
      }))
      return
    case 'form':
      await call('PUT', `/api/households/${entry.household.id}/form/edits/${entry.id}`, { base_version: entry.base_version, after: entry.after, changes: entry.changes }, signal)
      return
    case 'pledge':
      await call('PUT', `/api/pledges/${entry.id}`, { household_id: entry.household.id, text: entry.text, made_on: entry.made_on, due_on: entry.due_on }, signal)
      return
    case 'pledge_word':
      await call('POST', `/api/pledges/${entry.pledge_id}/${entry.word}`, entry.word === 'broken' ? { reason: entry.reason } : undefined, signal)
      return
    case 'proposal':
      await call('PUT', `/api/campaigns/${entry.campaign_id}/proposals/${entry.id}`, { text: entry.text }, signal)
  }
}

export const sendEntry: Send = async (entry, shelf, now) => {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    await put(entry, shelf, now, patience.signal)
    return { kind: 'arrived' }
  } catch (thrown) {
    return outcomeOf(asProblem(thrown))
  } finally {
    clearTimeout(timer)
  }
}
