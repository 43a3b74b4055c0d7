import type { FieldError } from '../../api/shapes'
import type { Change, Evidence, NewVisit, Position } from '../sync/contract'
import { newId } from '../../api/new-id'

/**
 * `draft`: still being written. `saved`: the official is done, it waits for the server. `refused`: the server said no.
 * `arrived`: the server has it; kept for a while so that the list can say so.
 */
export type Standing = 'draft' | 'saved' | 'refused' | 'arrived'

/** Why the server did not take an entry. */
export interface Refusal { status: number; code: string; title: string; detail: string; errors: FieldError[] }

export interface HouseholdName { id: string; head_name: string; code: string }

interface Common {
  /** Made once, here: the server takes an id once, however often it is sent. */
  id: string
  /** Whose it is: on a shared phone nobody sends another one's entries as his own. */
  account_id: string
  household: HouseholdName
  kept_at: string
  standing: Standing
  /** It may have reached the server already, so its content must not change any more under this id. */
  tried: boolean
  refusal: Refusal | null
  /** Its number on this phone; 0 until it is saved. Entries are sent in this order. */
  sequence: number
  /** When it was saved, by the phone's clock, and as which device. */
  saved_at: string
  device: string
  arrived_at: string
}

export interface PhotoRef { id: string; width: number; height: number }

export interface VisitEntry extends Common {
  kind: 'visit'
  claimed_at: string
  topic: string
  note: string
  /** What they think of the work, in their words. */
  opinion: string
  card_left: boolean
  tag: string
  position: Position | null
  photos: PhotoRef[]
  request: { id: string; topic_id: string; body: string } | null
}
/** One photo of a visit; sent after it. */
export interface PhotoEntry extends Common { kind: 'photo'; visit_id: string; width: number; height: number }
export interface RequestEntry extends Common { kind: 'request'; topic_id: string; body: string }
/** `after`: edits of mine that had not been answered when this one was written; I knew of them. */
export interface FormEntry extends Common { kind: 'form'; base_version: number; after: string[]; changes: Change[] }
export interface PledgeEntry extends Common { kind: 'pledge'; text: string; made_on: string; due_on: string }
export interface PledgeWordEntry extends Common { kind: 'pledge_word'; pledge_id: string; text: string; word: 'kept' | 'broken'; reason: string }
export interface ProposalEntry extends Common { kind: 'proposal'; campaign_id: string; campaign: string; text: string }

export type Entry = VisitEntry | PhotoEntry | RequestEntry | FormEntry | PledgeEntry | PledgeWordEntry | ProposalEntry
export type Kind = Entry['kind']
export type EntryOf<K extends Kind> = Extract<Entry, { kind: K }>
/** What a kind has beside what all have. */
export type Content<K extends Kind> = Omit<EntryOf<K>, keyof Common | 'kind'>

export const NOBODY: HouseholdName = { id: '', head_name: '', code: '' }

export function newEntry<K extends Kind>(kind: K, account: string, household: HouseholdName, content: Content<K>, id: () => string = newId): EntryOf<K> {
  const common: Common = {
    id: id(), account_id: account, household, kept_at: '', standing: 'draft', tried: false, refusal: null, sequence: 0, saved_at: '', device: '', arrived_at: '',
  }
  return { ...common, ...content, kind } as unknown as EntryOf<K>
}

export function newVisit(account: string, household: HouseholdName, claimed_at: string, id: () => string = newId): VisitEntry {
  const content = { claimed_at, topic: '', note: '', opinion: '', card_left: false, tag: '', position: null, photos: [], request: null }
  return newEntry('visit', account, household, content, id)
}

/** The same content under new ids: for an entry whose id the server already knows with other content. */
export function asAnother(entry: Entry, id: () => string = newId): Entry {
  const fresh = { ...entry, id: id(), standing: 'draft' as const, tried: false, refusal: null, sequence: 0 }
  if (fresh.kind === 'visit') fresh.request = fresh.request && { ...fresh.request, id: id() }
  return fresh
}

/** What has to be with the server before this one makes sense there. */
export function follows(entry: Entry): string | null {
  if (entry.kind === 'photo') return entry.visit_id
  return entry.kind === 'pledge_word' ? entry.pledge_id : null
}

/** What the server is told of how a visit came about. */
function evidenceOf(visit: VisitEntry, now: Date): Evidence {
  const evidence: Evidence = { device_id: visit.device, sequence: visit.sequence, saved_at: visit.saved_at, sent_at: now.toISOString() }
  if (visit.position) evidence.position = visit.position
  return evidence
}

/** What the server is sent. Empty fields are left out, not sent empty. */
export function bodyOf(visit: VisitEntry, now: Date): NewVisit {
  const body: NewVisit = { household_id: visit.household.id, claimed_at: visit.claimed_at, topic: visit.topic }
  const note = visit.note.trim()
  const opinion = visit.opinion.trim()
  const tag = visit.tag.trim().toUpperCase()
  if (note) body.note = note
  if (opinion) body.opinion = opinion
  if (visit.card_left) body.card_left = true
  if (tag) body.tag = tag
  if (visit.request && visit.request.body.trim()) {
    body.request = { id: visit.request.id, body: visit.request.body.trim() }
    if (visit.request.topic_id) body.request.topic_id = visit.request.topic_id
  }
  // A page that keeps nothing is no device, and tells nothing of one.
  if (visit.device) body.evidence = evidenceOf(visit, now)
  return body
}

export type Missing = 'household' | 'topic' | 'claimed_at' | 'request'

/** What still has to be filled in before a visit can be saved. */
export function missing(visit: VisitEntry, now: Date): Missing[] {
  const all: Missing[] = []
  if (!visit.household.id) all.push('household')
  if (!visit.topic) all.push('topic')
  // A minute of grace: the clock of the form and the clock of the check are read at different moments.
  if (!visit.claimed_at || Date.parse(visit.claimed_at) > now.getTime() + 60_000) all.push('claimed_at')
  if (visit.request && !visit.request.body.trim()) all.push('request')
  return all
}

/** A tag as a phone's camera reads it: the address printed on the door, or the bare code. */
export function tagIn(scanned: string): string {
  const text = scanned.trim()
  return (/\/T\/([0-9A-Za-z-]+)/i.exec(text)?.[1] ?? text).toUpperCase()
}
