import type { Me, QueryOf, Request } from '../../api/shapes'

/** What a list of requests is narrowed to; each stands in the address as `show`. */
export const FILTERS = ['all', 'overdue', 'open', 'escalated', 'disputed', 'answered', 'declined', 'confirmed'] as const
export type Filter = (typeof FILTERS)[number]

/** Whose requests: of the households linked to me, or of the grid I lead. */
export type Of = 'mine' | 'grid'

export function asFilter(text: unknown): Filter {
  return FILTERS.find((filter) => filter === text) ?? 'all'
}

/** The lists somebody may look at. Most people have one and are not asked. */
export function listsOf(me: Me): Of[] {
  const lists: Of[] = []
  if (me.official && me.roles.some((grant) => grant.role === 'official')) lists.push('mine')
  if (me.roles.some((grant) => grant.role === 'grid_leader')) lists.push('grid')
  return lists
}

export type ListQuery = QueryOf<'listRequests'>

export function queryOf(me: Me, of: Of | undefined, filter: Filter): ListQuery {
  const query: ListQuery = { sort: 'due', limit: 30 }
  if (of === 'mine' && me.official) query.official_id = me.official.id
  if (of === 'grid') query.grid_id = me.roles.find((grant) => grant.role === 'grid_leader')?.scope_id
  if (filter === 'overdue') query.overdue = true
  else if (filter !== 'all') query.state = filter
  // What has ended has no term: the latest first.
  if (filter === 'confirmed' || filter === 'declined') query.sort = '-opened'
  return query
}

/** Those of the requests on the phone that fit a filter, by their term as the server sorts them. What has ended is not there. */
export function keptOn(requests: Request[], filter: Filter, today: string): Request[] {
  return requests
    .filter((request) => filter === 'all' || (filter === 'overdue' ? request.due_on !== undefined && request.due_on < today && request.colour !== 'done' : request.state === filter))
    .sort((left, right) => (left.due_on ?? '9999').localeCompare(right.due_on ?? '9999') || left.number.localeCompare(right.number))
}
