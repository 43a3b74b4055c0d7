/**
 * The shapes of the API as pages name them. They stand for `components['schemas']` of the generated
 * `schema.ts` and carry the same names.
 */
export interface FieldError { field?: string; row?: number; column?: string; message: string }
export interface Problem { type: string; title: string; status: number; detail: string; code: string; errors?: FieldError[] }
export interface Page<T> { items: T[]; next_cursor: string | null; total?: number }

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
export interface RoleGrant { role: string; scope_kind: string; scope_id: string | null; scope_name: string | null }
export interface Me {
  account_id: string; login: string; display_name: string; official: OfficialRef | null
  roles: RoleGrant[]; operations: string[]; county_name: string; today: string
}
export interface Account {
  id: string; login: string; display_name: string; email: string | null; official: OfficialRef | null
  state: 'pending' | 'active' | 'locked'; roles: RoleGrant[]; created_at: string
}
export interface NewRole { role: string; scope_kind: string; scope_id?: string }
export interface NewAccount { login: string; display_name: string; official_id?: string; email?: string; roles: NewRole[] }
export interface ActivationSlip { account: Account; activation_code: string }

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
  id: string; code: string; name: string; level: Level; parent_id: string | null; children: number
  households: number; linked: number; open_requests: number; overdue: number; leaders: GridLeader[]
  path?: { id: string; name: string; level: Level }[]
}

// roster
export interface Unit { id: string; code: string; name: string; kind: string; head: OfficialRef | null; officials: number }
export interface Official {
  id: string; number: string; name: string; unit: NamedRef; rank: string; post: string; phone_masked: string | null
  exempt: string | null; state: 'active' | 'left'; households: number; visits: number; open_requests: number
}
export interface Household {
  id: string; code: string; head_name: string; village: NamedRef; group_no: number; address: string
  phone_masked: string | null; household_size: number; official: OfficialRef | null; step: number
  last_visit_on: string | null; due: Due; open_requests: number
}
export interface Member { name: string; relation: string; birth_year: number; sex: string; id_number_masked: string | null }
export interface HouseholdDetail extends Household { members: Member[]; tag: string }
export interface Unmasked { phone: string | null; id_numbers: { name: string; id_number: string }[] }
export interface Link {
  id: string; household: { id: string; code: string; head_name: string }; official: OfficialRef
  valid_from: string; valid_to: string | null
}

// visit
export interface Visit {
  id: string; household: { id: string; code: string; head_name: string }; official: OfficialRef; claimed_at: string
  received_at: string; step: number; topic: string; note: string | null; tag_seen: boolean
  confirmation: Confirmation; standing: string
}
export interface NewVisit {
  household_id: string; claimed_at: string; step: number; topic: string; note?: string; tag?: string
  request?: { id: string; topic_id?: string; body: string }
}

// request
export interface Request {
  id: string; number: string; household: { id: string; code: string; head_name: string }; village: NamedRef
  official: OfficialRef | null; topic: NamedRef | null; state: RequestState; level: Level | null; owner_name: string
  via: 'visit' | 'household' | 'hotline'; complaint: boolean; opened_at: string; due_on: string | null; colour: Colour
  changed_at: string; version: number; verbs: Verb[]
}
export interface RequestEvent {
  seq: number; at: string; verb: string; from_state: RequestState | null; to_state: RequestState; level: Level | null
  actor_kind: string; actor_name: string; note: string | null
}
export interface Deadline {
  level: Level | null; basis: string; starts_on: string; due_on: string; provisional: boolean
  met_at: string | null; missed_at: string | null
}
export interface RequestDetail extends Request { body: string; events: RequestEvent[]; deadlines: Deadline[] }
export interface NewRequest { household_id: string; topic_id?: string; body: string; visit_id?: string }
export interface Step { note: string; version: number }
export interface Topic { id: string; code: string; name: string; name_en: string }

// audit
export interface PlanStep { step: string; roster: string; params: string }
export interface DrawnRecord { visits: number; households_visited: number; households: number; requests: number; requests_answered: number }
export interface Drawn { label: string; name: string; stratum: string; outcome: string | null; record?: DrawnRecord }
export interface DrawRound {
  number: number; step: string; dice: string | null; lock: string | null; state: 'typed' | 'locked' | 'revealed'
  otc: string | null; selected: Drawn[]
}
export interface Stage {
  id: string; code: string; title: string; place: string; meets_on: string
  state: 'draft' | 'announced' | 'opened' | 'closed'; rehearsal: boolean; announcement_hash: string | null
  plan: PlanStep[]; population: number; excluded: number; opening: string | null; rounds: DrawRound[]; drawn: number
}
export interface Meeting {
  id: string; code: string; title: string; place: string; meets_on: string; state: Stage['state']; rehearsal: boolean
  announcement_hash?: string | null; population: number; drawn: number
}
export interface MeetingDetail extends Meeting {
  plan: string; sources: string; otc_tip: string; announcement: string | null; opening: string | null
  excluded: number; last_lock: string | null; closed_at: string | null; version: number; rounds: DrawRound[]
}
export interface NewMeeting {
  code: string; title: string; place: string; meets_on: string; rehearsal: boolean; plan: string; sources: string
  otc_tip: string; exclusions: { number: string; reason_code: string }[]; stratum: 'township' | 'unit'
}

// rating
export interface RatingRound {
  id: string; code: string; name: string; state: 'draft' | 'open' | 'closed'; opens_on: string; closes_on: string
  opened_at: string | null; closed_at: string | null; issued_total: number
}
export interface NewRatingRound { code: string; name: string; opens_on: string; closes_on: string; trustee_keys: string[] }
export interface RatingProgress { townships: { grid: NamedRef; households: number; issued: number }[] }
export interface RatingResult {
  official: OfficialRef; households: number; issued: number; cast: number; counted: number; very_satisfied: number
  satisfied: number; fair: number; dissatisfied: number; very_dissatisfied: number
}

// assessment
export interface Score {
  official: OfficialRef; rank: string; rating_points: number | null; request_points: number | null; total: number | null
  answers: number; round_name: string | null
}
export interface ScoreLine { key: string; label: string; figure: string; formula: string; points: number | null }
export interface ScoreDetail extends Score { lines: ScoreLine[] }

// journal, imports
export interface JournalEntry {
  seq: number; id: string; at: string; actor_name: string; action: string; subject_kind: string; subject_id: string | null
  detail: unknown; leaf_hash: string
}
export interface ImportError { row: number; column: string; value?: string; message: string }
export interface ImportRun {
  id: string; kind: ImportKind; state: 'staged' | 'checking' | 'rejected' | 'ready' | 'applying' | 'applied' | 'failed'
  dry_run: boolean; file_name: string; rows: number; progress: number; errors: ImportError[]; error_count: number
  created_at: string; finished_at: string | null
}
export type ImportKind = 'units' | 'grids' | 'officials' | 'households' | 'links'
