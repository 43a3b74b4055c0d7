import type { MeetingForm, NewRoster } from '../../api/shapes'

export type Stratum = 'township' | 'unit'
/** Who is drawn first: officials, or what the host typed (villages, units, projects). */
export type Subject = 'officials' | 'list'
export type Way = 'n' | 'per' | 'prop'

/** What the preparing page asks; the announcement's plan and rosters follow from it. */
export interface PlanDraft {
  subject: Subject
  stratum: Stratum
  way: Way
  howMany: number
  /** At most so many of one group in a round; 0 sets no limit. */
  most: number
  /** Whoever has more households is drawn more often. */
  weighted: boolean
  /** So many households of everyone drawn are asked; 0 asks none. */
  households: number
  /** So many inspectors for everything drawn; 0 pairs none. */
  inspectors: number
  /** `NUMBER group name`, a line each. */
  objects: string
  inspectorRows: string
}

export const freshPlan: PlanDraft = {
  subject: 'officials', stratum: 'township', way: 'n', howMany: 1, most: 0, weighted: false, households: 3, inspectors: 0, objects: '', inspectorRows: '',
}

/** The plan as the protocol writes it. */
export function planOf(draft: PlanDraft): string {
  const parameters = [
    ...(draft.way === 'n' ? [] : [`${draft.way}=f1`]),
    `n=${draft.howMany}`,
    ...(draft.most > 0 ? [`max=f1:${draft.most}`] : []),
    ...(draft.weighted && draft.subject === 'officials' ? ['weight=f3'] : []),
    ...(draft.inspectors > 0 ? [`pair=inspectors:${draft.inspectors}`] : []),
  ]
  const steps = [`s1:${draft.subject === 'officials' ? 'officials' : 'objects'}:${parameters.join(',')}`]
  if (asksHouseholds(draft)) steps.push(`h1:households:n=${draft.households},in=s1`)
  return steps.join(';')
}

/** What the preparing page asked when it wrote this draft, the other way round. Nothing for one that the page cannot write. */
export function draftOf(form: Pick<MeetingForm, 'plan' | 'rosters'>): PlanDraft | null {
  const parameters = (params: string) => new Map(params.split(',').map((each): [string, string] => [each.split('=')[0] ?? '', each.slice(each.indexOf('=') + 1)]))
  const rosters = form.rosters ?? []
  const [first = '', second] = form.plan.split(';')
  const [, roster = '', ...rest] = first.split(':')
  const drawn = parameters(rest.join(':'))
  const draft: PlanDraft = {
    ...freshPlan,
    subject: roster === 'officials' ? 'officials' : 'list',
    stratum: rosters.find((each) => each.name === 'officials')?.stratum ?? 'township',
    way: drawn.has('per') ? 'per' : drawn.has('prop') ? 'prop' : 'n',
    howMany: Number(drawn.get('n') ?? 1),
    most: Number(drawn.get('max')?.split(':')[1] ?? 0),
    weighted: drawn.has('weight'),
    inspectors: Number(drawn.get('pair')?.split(':')[1] ?? 0),
    households: second ? Number(parameters(second.split(':').slice(2).join(':')).get('n') ?? 0) : 0,
    objects: textOfRows(rosters.find((each) => each.name === 'objects')?.rows),
    inspectorRows: textOfRows(rosters.find((each) => each.name === 'inspectors')?.rows),
  }
  const written = rostersOf(draft)
  const same = planOf(draft) === form.plan && rosters.length === written.length
    && rosters.every((each) => sameRows(each.rows, written.find((other) => other.name === each.name)?.rows))
  return same ? draft : null
}

type Rows = NonNullable<NewRoster['rows']>
const textOfRows = (rows: Rows = []) => rows.map((row) => [row.label, ...row.fields].join(' ').trim()).join('\n')
/** A list whose cells hold blanks, or more of them than the page asks, would be cut up otherwise when it is read again. */
const sameRows = (some: Rows = [], others: Rows = []) => JSON.stringify(some.map((row) => [row.label, row.fields])) === JSON.stringify(others.map((row) => [row.label, row.fields]))

export function asksHouseholds(draft: PlanDraft): boolean {
  return draft.subject === 'officials' && draft.households > 0
}

/** The rosters to freeze, in the order of use. */
export function rostersOf(draft: PlanDraft): NewRoster[] {
  const rosters: NewRoster[] = draft.subject === 'officials'
    ? [{ name: 'officials', kind: 'officials', stratum: draft.stratum, weighted: draft.weighted, rows: [] }]
    : [{ name: 'objects', kind: 'list', weighted: false, rows: rowsOf(draft.objects) }]
  if (asksHouseholds(draft)) rosters.push({ name: 'households', kind: 'households', weighted: false, rows: [] })
  if (draft.inspectors > 0) rosters.push({ name: 'inspectors', kind: 'list', weighted: false, rows: rowsOf(draft.inspectorRows) })
  return rosters
}

const cells = (line: string) => line.split(/[\s,|，]+/).filter(Boolean)
const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean)

/** `V001 马站镇 李家庄`: number, group, name. */
export function rowsOf(text: string): { label: string; fields: string[] }[] {
  return lines(text).map((line) => {
    const [label = '', ...fields] = cells(line)
    return { label, fields: [fields[0] ?? '', fields.slice(1).join(' ')] }
  })
}

/** `A00012 LEAVE 省里开会`: number, code, and what stands behind the code. */
export function exclusionsOf(text: string): { number: string; reason_code: string; reason?: string }[] {
  return lines(text).map((line) => {
    const [number = '', code = '', ...reason] = cells(line)
    return { number, reason_code: code.toUpperCase(), ...(reason.length ? { reason: reason.join(' ') } : {}) }
  })
}

/** `V001 J07`: this inspector does not go there. */
export function recusalsOf(text: string): { object: string; inspector: string }[] {
  return lines(text).map((line) => {
    const [object = '', inspector = ''] = cells(line)
    return { object, inspector }
  })
}

/** Lines as the page takes them, from what is stored. */
export const textOfExclusions = (rows: MeetingForm['exclusions'] = []) => rows.map((each) => [each.number, each.reason_code, each.reason].filter(Boolean).join(' ')).join('\n')
export const textOfRecusals = (rows: MeetingForm['recusals'] = []) => rows.map((each) => `${each.object} ${each.inspector}`).join('\n')
export const textOfAgenda = (rows: MeetingForm['agenda'] = []) => rows.map((each) => `${each.at} ${each.title}`.trim()).join('\n')

/** `09:00 开场`: when and what. */
export function agendaOf(text: string): { at: string; title: string }[] {
  return lines(text).map((line) => {
    const timed = /^(\d{1,2}[:：]\d{2})\s+(.+)$/.exec(line)
    return timed ? { at: (timed[1] ?? '').replace('：', ':').padStart(5, '0'), title: timed[2] ?? '' } : { at: '', title: line }
  })
}

export const exclusionCodes = ['LEAVE', 'HOSPITAL', 'MATERNITY', 'STUDY', 'POSTED', 'DUTY', 'NEW', 'DRAWN', 'STAFF', 'ROSTER_ERROR'] as const
