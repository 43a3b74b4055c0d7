import type { FormEntry } from '../outbox/entry'
import type { Change, ConditionForm, FormConflict, SyncMember } from '../sync/contract'

/** What a condition form asks of a household and of each of its members, in the order of the page. */
export const HOUSEHOLD_FIELDS = ['income_sources', 'income_amount', 'production', 'housing', 'health', 'difficulties', 'needs', 'remarks'] as const
export const MEMBER_FIELDS = ['relation', 'occupation', 'whereabouts', 'health', 'phone', 'id_number'] as const
/** Kept under a key of their own on the server and shown masked: what is typed replaces them whole. */
const PERSONAL: readonly string[] = ['phone', 'id_number']

export const memberField = (member: string, name: string) => `member:${member}:${name}`

/** `member:<id>:phone` taken apart. */
export function parts(field: string): { member?: string; name: string } {
  const [, member, name] = /^member:([^:]+):(.+)$/.exec(field) ?? []
  return member && name ? { member, name } : { name: field }
}

export const isPersonal = (field: string) => PERSONAL.includes(parts(field).name)

/** Yuan in a year: digits alone. */
export const isNumber = (field: string) => parts(field).name === 'income_amount'

/** Characters that a field takes; the server holds to the same. */
export function longest(field: string): number {
  const { member, name } = parts(field)
  if (name === 'income_amount') return 9
  if (!member) return 1000
  return name === 'health' ? 300 : 60
}

/** One field as it is shown: what the server has, what I wrote and has not gone up, and whether two people disagree. */
export interface Shown {
  field: string
  value: string
  changed_by: string
  changed_at: string
  /** My own word, on its way; it stands in place of the server's. */
  pending: FormEntry['standing'] | null
  conflict: FormConflict | null
}

/** The form with my own unsent edits laid over it, the later over the earlier. */
export function overlaid(form: ConditionForm, edits: FormEntry[], field: string): Shown {
  const kept = form.fields.find((one) => one.field === field)
  const conflict = form.conflicts.find((one) => one.field === field) ?? null
  const shown: Shown = { field, value: kept?.value ?? '', changed_by: kept?.changed_by ?? '', changed_at: kept?.changed_at ?? '', pending: null, conflict }
  for (const edit of edits) {
    if (edit.standing === 'arrived') continue
    const mine = edit.changes.find((one) => one.field === field)
    if (mine) Object.assign(shown, { value: mine.value, pending: edit.standing })
  }
  return shown
}

/** How many of the household's own fields say nothing yet. */
export function blanks(form: ConditionForm | undefined): number {
  return HOUSEHOLD_FIELDS.filter((field) => !form?.fields.some((one) => one.field === field && one.value.trim())).length
}

/** A change put to those that wait already: one word on one field. */
export function withChange(changes: Change[], change: Change): Change[] {
  return [...changes.filter((one) => one.field !== change.field), change]
}

export const emptyForm = (household_id: string, members: SyncMember[]): ConditionForm => ({ household_id, version: 0, fields: [], conflicts: [], members })
