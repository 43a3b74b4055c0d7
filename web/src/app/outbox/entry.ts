import type { FieldError, NewVisit } from '../../api/shapes'
import { newId } from './id'

/** `draft`: still being written. `saved`: the official is done, it waits for the server. `refused`: the server said no. */
export type Standing = 'draft' | 'saved' | 'refused'

/** Why the server did not take a visit. */
export interface Refusal { status: number; code: string; title: string; detail: string; errors: FieldError[] }

/** A visit on its way to the server. Its ids are made once and never change, whatever happens to the network. */
export interface Entry {
  id: string
  /** Whose it is: on a shared phone nobody sends another one's visits as his own. */
  account_id: string
  kept_at: string
  standing: Standing
  /** It may have reached the server already, so its content must not change any more under this id. */
  tried: boolean
  refusal: Refusal | null
  household: { id: string; head_name: string; code: string }
  claimed_at: string
  step: number
  topic: string
  note: string
  tag: string
  request: { id: string; topic_id: string; body: string } | null
}

export interface Beginning { account_id: string; household: Entry['household']; claimed_at: string; step: number }

export function newEntry(from: Beginning, id: () => string = newId): Entry {
  return {
    id: id(), account_id: from.account_id, kept_at: '', standing: 'draft', tried: false, refusal: null,
    household: from.household, claimed_at: from.claimed_at, step: from.step, topic: '', note: '', tag: '', request: null,
  }
}

/** The same content under new ids: for a visit whose id the server already knows with other content. */
export function asAnother(entry: Entry, id: () => string = newId): Entry {
  return {
    ...entry, id: id(), standing: 'draft', tried: false, refusal: null,
    request: entry.request && { ...entry.request, id: id() },
  }
}

/** What the server is sent. Empty fields are left out, not sent empty. */
export function bodyOf(entry: Entry): NewVisit {
  const body: NewVisit = { household_id: entry.household.id, claimed_at: entry.claimed_at, topic: entry.topic }
  const note = entry.note.trim()
  const tag = entry.tag.trim().toUpperCase()
  if (note) body.note = note
  if (tag) body.tag = tag
  if (entry.request && entry.request.body.trim()) {
    body.request = { id: entry.request.id, body: entry.request.body.trim() }
    if (entry.request.topic_id) body.request.topic_id = entry.request.topic_id
  }
  return body
}

export type Missing = 'household' | 'topic' | 'claimed_at' | 'request'

/** What still has to be filled in before a visit can be saved. */
export function missing(entry: Entry, now: Date): Missing[] {
  const all: Missing[] = []
  if (!entry.household.id) all.push('household')
  if (!entry.topic) all.push('topic')
  // A minute of grace: the clock of the form and the clock of the check are read at different moments.
  if (!entry.claimed_at || Date.parse(entry.claimed_at) > now.getTime() + 60_000) all.push('claimed_at')
  if (entry.request && !entry.request.body.trim()) all.push('request')
  return all
}
