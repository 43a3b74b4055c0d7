import { describe, expect, it } from 'vitest'
import { newEntry, type FormEntry, type Standing } from '../outbox/entry'
import type { ConditionForm } from '../sync/contract'
import { blanks, isPersonal, memberField, overlaid, parts, withChange } from './fields'

const form: ConditionForm = {
  household_id: 'h', version: 4, members: [],
  fields: [
    { field: 'needs', value: '修路', version: 2, changed_at: '2026-11-01T02:00:00Z', changed_by: '李', masked: false },
    { field: 'housing', value: ' ', version: 1, changed_at: '2026-11-01T02:00:00Z', changed_by: '李', masked: false },
  ],
  conflicts: [{ id: 'c', field: 'needs', base: '', first: '修路', second: '打井', first_by: '李', second_by: '王', masked: false, at: '2026-11-02T02:00:00Z' }],
}
const edit = (value: string, standing: Standing = 'saved', field = 'needs'): FormEntry =>
  ({ ...newEntry('form', 'a', { id: 'h', head_name: '王', code: '1' }, { base_version: 4, after: [], changes: [{ field, value }] }), standing })

describe('a field of the form', () => {
  it('shows my own word while it is on its way, the later over the earlier', () => {
    expect(overlaid(form, [edit('装路灯'), edit('修桥')], 'needs')).toMatchObject({ value: '修桥', pending: 'saved' })
    expect(overlaid(form, [edit('修桥', 'arrived')], 'needs')).toMatchObject({ value: '修路', pending: null, changed_by: '李' })
    expect(overlaid(form, [edit('修桥', 'refused')], 'needs').pending).toBe('refused')
  })

  it('shows that two people disagree, where they do', () => {
    expect(overlaid(form, [], 'needs').conflict).toMatchObject({ first: '修路', second: '打井' })
    expect(overlaid(form, [], 'health')).toMatchObject({ value: '', conflict: null })
  })

  it('counts as blank until it says something', () => {
    expect(blanks(form)).toBe(7)
    expect(blanks(undefined)).toBe(8)
  })

  it('of a member carries the member', () => {
    expect(parts(memberField('m-1', 'phone'))).toEqual({ member: 'm-1', name: 'phone' })
    expect(parts('needs')).toEqual({ name: 'needs' })
    expect(isPersonal(memberField('m-1', 'id_number'))).toBe(true)
    expect(isPersonal('health')).toBe(false)
  })

  it('has one word in one edit', () => {
    const changes = withChange([{ field: 'needs', value: '一' }, { field: 'health', value: '好' }], { field: 'needs', value: '二' })
    expect(changes).toEqual([{ field: 'health', value: '好' }, { field: 'needs', value: '二' }])
  })
})
