import { word } from '../locale'

/** The name of a field as people read it: `member:UUID:occupation` is 王小明 · 职业. */
export function fieldName(field: string, members: { id: string; name: string }[]): string {
  const [kind, member, detail] = field.split(':')
  if (kind !== 'member' || !detail) return word('form_field', field)
  const who = members.find((each) => each.id === member)?.name
  return [who, word('form_field', detail)].filter(Boolean).join(' · ')
}
