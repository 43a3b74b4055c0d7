/** Which scopes a role may be granted with; the first is the usual one. */
const bySubtree = ['grid_leader']
const byUnit = ['unit_head', 'unit_clerk']

export const roles = [
  'official', 'grid_leader', 'unit_head', 'unit_clerk', 'liaison_office', 'hotline_clerk', 'audit_host', 'second_typist', 'caller', 'notary', 'hr',
  'inspector', 'patrol_inspector', 'discipline', 'investigator', 'auditor', 'slip_keeper', 'trustee', 'administrator',
]

export function scopesOf(role: string): string[] {
  if (role === 'official') return ['own_links']
  if (bySubtree.includes(role)) return ['subtree']
  if (byUnit.includes(role)) return ['unit']
  return ['county']
}
