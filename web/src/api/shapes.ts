/**
 * The shapes of the API as pages name them. They stand for `components['schemas']` of the generated
 * `schema.ts` and carry the same names.
 */
export interface FieldError { field?: string; row?: number; column?: string; message: string }
export interface Problem { type: string; title: string; status: number; detail: string; code: string; errors?: FieldError[] }
export interface Page<T> { items: T[]; next_cursor?: string; total?: number }

export type Level = 'county' | 'township' | 'work_area' | 'village' | 'contact'
export type RequestState =
  | 'open' | 'escalated' | 'dispatched' | 'planned' | 'ownerless' | 'returned' | 'answered' | 'confirmed'
  | 'unconfirmed' | 'disputed' | 'merged' | 'declined' | 'withdrawn'
export type Verb = 'escalate' | 'answer' | 'decline' | 'no_answer' | 'withdraw' | 'confirm' | 'dispute'
export type Colour = 'red' | 'yellow' | 'blue' | 'done'
export type Due = 'never' | 'due' | 'ok'
export type Confirmation = 'none' | 'confirmed' | 'denied'

export interface OfficialRef { id: string; number: string; name: string; unit_name: string }
export interface NamedRef { id: string; name: string }

// identity
export interface RoleGrant { role: string; scope_kind: string; scope_id?: string; scope_name?: string }
export interface Me {
  account_id: string; login: string; display_name: string; official?: OfficialRef
  roles: RoleGrant[]; operations: string[]; county_name: string; today: string
}
export interface Account {
  id: string; login: string; display_name: string; official?: OfficialRef
  state: 'pending' | 'active' | 'locked'; roles: RoleGrant[]; created_at: string
}
export interface NewRole { role: string; scope_kind: string; scope_id?: string }
export interface NewAccount { login: string; display_name: string; official_id?: string; email?: string; roles: NewRole[] }
export interface ActivationSlip { account: Account; activation_code: string; expires_at: string }

// grid
export interface CountyCounts {
  townships: number; work_areas: number; villages: number; contacts: number; units: number; officials: number
  households: number; members: number; visits: number; requests: number; open_requests: number; overdue_requests: number
}
export interface County {
  name: string; today: string; counts: CountyCounts; linked_households: number; coverage_permille: number; never_visited: number
}
export interface GridLeader { official: OfficialRef; post: string }
export interface Grid {
  id: string; code: string; name: string; level: Level; parent_id?: string; children: number
  households: number; linked: number; open_requests: number; overdue: number; leaders: GridLeader[]
  path?: { id: string; name: string; level: Level }[]
}

// roster
export interface Unit { id: string; code: string; name: string; kind: string; head?: OfficialRef; officials: number }
export interface Official {
  id: string; number: string; name: string; unit: NamedRef; rank: string; post: string; phone_masked?: string
  exempt?: string; state: 'active' | 'left'; households: number; visits: number; open_requests: number
}
export interface Household {
  id: string; code: string; head_name: string; village: NamedRef; group_no: number; address: string
  phone_masked?: string; household_size: number; official?: OfficialRef; step: number
  last_visit_on?: string; due: Due; open_requests: number
}
export interface Member { name: string; relation: string; birth_year: number; sex: string; id_number_masked?: string }
export interface HouseholdDetail extends Household { members: Member[]; tag: string }
export interface UnmaskedHousehold { phone?: string; id_numbers: { name: string; id_number: string }[] }
export interface Link {
  id: string; household: { id: string; code: string; head_name: string }; official: OfficialRef
  valid_from: string; valid_to?: string
}

// visit
export interface Visit {
  id: string; household: { id: string; code: string; head_name: string }; official: OfficialRef; claimed_at: string
  received_at: string; step: number; topic: string; note?: string; tag_seen: boolean
  confirmation: Confirmation; standing: string
}
export interface NewVisit {
  household_id: string; claimed_at: string; step: number; topic: string; note?: string; tag?: string
  request?: { id: string; topic_id?: string; body: string }
}

// request
export interface Request {
  id: string; number: string; household: { id: string; code: string; head_name: string }; village: NamedRef
  official?: OfficialRef; topic?: NamedRef; state: RequestState; level?: Level; owner_name: string
  via: 'visit' | 'household' | 'hotline'; complaint: boolean; opened_at: string; due_on?: string; colour: Colour
  changed_at: string; version: number; verbs: Verb[]
}
export interface RequestEvent {
  seq: number; at: string; verb: string; from_state?: RequestState; to_state: RequestState; level?: Level
  actor_kind: string; actor_name: string; note?: string
}
export interface Deadline {
  level?: Level; basis: string; starts_on: string; due_on: string; provisional: boolean
  met_at?: string; missed_at?: string
}
export interface RequestDetail extends Request { body: string; events: RequestEvent[]; deadlines: Deadline[] }
export interface NewRequest { household_id: string; topic_id?: string; body: string; visit_id?: string }
export interface Step { note: string; version: number }
export interface Topic { id: string; code: string; name: string; name_en: string }

// audit
export interface PlanStep { step: string; roster: string; params: string }
export interface DrawnRecord { visits: number; households_visited: number; households: number; requests: number; requests_answered: number }
export interface Drawn { label: string; name: string; stratum: string; outcome?: string; record?: DrawnRecord }
export interface StageRound {
  number: number; step: string; eligible: number; dice?: string; lock?: string; state: 'typed' | 'locked' | 'revealed'
  otc?: string; selected: Drawn[]
}
export interface Stage {
  id: string; code: string; title: string; place: string; meets_on: string
  state: 'draft' | 'announced' | 'opened' | 'closed'; rehearsal: boolean; announcement_hash?: string
  plan: PlanStep[]; population: number; excluded: number; exclusions: ExclusionCount[]; opening?: string; rounds: StageRound[]; drawn: number; version: number
}
export interface ExclusionCount { reason_code: string; count: number }
export interface Meeting {
  id: string; code: string; title: string; place: string; meets_on: string; state: Stage['state']; rehearsal: boolean
  announcement_hash?: string; population: number; drawn: number
}
export interface MeetingDetail extends Meeting {
  plan: string; sources: string; otc_tip: string; announcement?: string; opening?: string
  excluded: number; exclusions: ExclusionCount[]; last_lock?: string; closed_at?: string; version: number; rounds: StageRound[]
}
export interface NewMeeting {
  code: string; title: string; place: string; meets_on: string; rehearsal: boolean; plan: string; sources: string
  otc_tip: string; exclusions: { number: string; reason_code: string }[]; stratum: 'township' | 'unit'
}

// rating
export interface RatingRound {
  id: string; code: string; name: string; state: 'draft' | 'open' | 'closed'; opens_on: string; closes_on: string
  opened_at?: string; closed_at?: string; issued_total?: number; trustee_keys: string[]
}
export interface NewRatingRound { code: string; name: string; opens_on: string; closes_on: string; trustee_keys: string[] }
export interface TownshipProgress { township_id: string; code: string; name: string; issued: number }
export interface RatingProgress { items: TownshipProgress[] }
export interface PrintedSlips { codes: string[]; address: string }
export interface DrawnReport { issued: number; already: number }
export interface VoidReport { voided: number; used: number; unknown: number }
export type RatingLevel = 'very_satisfied' | 'satisfied' | 'fair' | 'dissatisfied' | 'very_dissatisfied'
/** Levels with few answers stand together. */
export interface RatingCell { levels: RatingLevel[]; count: number }
export interface RatingResult {
  official: OfficialRef; households: number; issued: number; cast: number; counted: number; cells?: RatingCell[]
}

// assessment
export interface Score {
  official: OfficialRef; rank: string; rating_points?: number; request_points?: number; total?: number
  possible: number; answers?: number; round_name?: string
}
export interface ScoreLine { key: string; label: string; figure: string; formula: string; points?: number }
export interface ScoreDetail { score: Score; lines: ScoreLine[]; computed_at: string }

// journal, imports
export interface JournalEntry {
  seq: number; id: string; at: string; actor_name: string; action: string; subject_kind: string; subject_id?: string
  detail: string; leaf_hash: string
}
export interface ImportError { row?: number; column?: string; value?: string; message: string }
export interface ImportRun {
  id: string; kind: ImportKind; state: 'staged' | 'checking' | 'rejected' | 'ready' | 'applying' | 'applied' | 'failed'
  dry_run: boolean; file_name: string; rows: number; progress: number; errors: ImportError[]; error_count: number; added: number; changed: number; unchanged: number; ignored_columns: string[]
  created_at: string; finished_at?: string
}
export type ImportKind = 'units' | 'grids' | 'officials' | 'households' | 'links'
