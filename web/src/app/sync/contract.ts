import type { Household, NewVisit as Sent, OfficialRef, Request, Topic, Visit } from '../../api/shapes'

/** What the phone and the server tell each other about visits, forms, pledges, campaigns and the phone itself. */

export interface Position { latitude: number; longitude: number; accuracy_m: number }
export interface Evidence { device_id: string; sequence: number; saved_at: string; sent_at: string; position?: Position }
export type NewVisit = Omit<Sent, 'step'> & { card_left?: boolean; opinion?: string; evidence?: Evidence }

export interface SyncMember { id: string; name: string; relation: string; birth_year: number; sex: string }

export type PledgeState = 'open' | 'said_kept' | 'kept' | 'broken' | 'disputed'
export interface Pledge {
  id: string; household: Request['household']; official: OfficialRef; made_by: OfficialRef; text: string; made_on: string; due_on: string
  state: PledgeState; overdue: boolean; said_at?: string; confirmed_at?: string; reason?: string; objection?: string; version: number
}

export interface Change { field: string; value: string }
export interface FormField { field: string; value: string; masked: boolean; version: number; changed_at: string; changed_by: string }
export interface FormConflict { id: string; field: string; base?: string; first: string; second: string; masked: boolean; first_by: string; second_by: string; at: string }
export interface ConditionForm { household_id: string; version: number; fields: FormField[]; conflicts: FormConflict[]; members: SyncMember[] }

export interface CampaignTask {
  campaign: { id: string; name: string; to_on: string }
  households: number; visited: number; cards: number; opinions: number; proposals: number
  wants_visit: boolean; wants_card: boolean; opinions_each: number; proposals_each: number
  missing: { household_id: string; visit: boolean; card: boolean; opinion: boolean }[]
}

/** A request with what the household asks for. */
export type SyncRequest = Request & { body: string }

export interface SyncHousehold {
  household: Household; members: SyncMember[]; visits: Visit[]; requests: SyncRequest[]; pledges: Pledge[]; form?: ConditionForm
}
/** A household that another official has taken over. */
export interface Gone { id: string; head_name: string; code: string; on: string; to?: OfficialRef }

export interface Sync {
  cursor: string; full: boolean; server_time: string; today: string; wipe_after_days: number; official: OfficialRef
  households: SyncHousehold[]; gone: Gone[]; requests: SyncRequest[]; tasks: CampaignTask[]; topics: Topic[]
}

export interface Device { id: string; name: string; registered_at: string; seen_at: string; revoked_at?: string; wiped_at?: string }
export interface DeviceStanding { revoked: boolean; wipe: boolean }
