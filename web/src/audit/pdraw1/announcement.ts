/** The announcement, line by line in its one order (4-draw, 3), and the opening values (4). */
import { hashOf, lines } from './files'
import { readPlan, type Step } from './plan'
import { isHex64, isRosterName, whole } from './text'
import { wrong } from './wrong'

export interface Stated { count: number; hash: string }

export interface Announcement {
  id: string
  rosters: Map<string, Stated>
  excluded: Stated
  recused: Stated | null
  sources: string[]
  otcTip: string
  plan: Step[]
  /** A */
  hash: string
}

export const isRehearsal = (id: string): boolean => id.startsWith('REHEARSAL-')

export function readAnnouncement(text: string): Announcement {
  const all = lines('announcement', text)
  let at = 0
  const expect = (expected: string): never => wrong('announcement_line', { line: at + 1, expected })
  const next = (key: string): string => {
    const line = all[at]
    if (line === undefined || !line.startsWith(key)) return expect(key)
    at += 1
    return line.slice(key.length)
  }
  const count = (cells: string[], key: string): Stated => {
    const stated = whole(cells[0] ?? '')
    if (cells.length === 2 && stated !== null && isHex64(cells[1] ?? '')) return { count: stated, hash: cells[1] as string }
    at -= 1
    return expect(key)
  }

  if (all[0] !== 'pdraw1') wrong('bad_header', { file: 'announcement' })
  at = 1
  const id = next('id=')
  const rosters = new Map<string, Stated>()
  do {
    const [name = '', ...rest] = next('roster=').split('|')
    const stated = count(rest, 'roster=NAME|COUNT|R')
    if (!isRosterName(name)) wrong('bad_roster_name', { name })
    if (rosters.has(name)) wrong('roster_twice', { name })
    rosters.set(name, stated)
  } while (all[at]?.startsWith('roster='))
  const excluded = count(next('excluded=').split('|'), 'excluded=COUNT|X')
  const recused = all[at]?.startsWith('recused=') ? count(next('recused=').split('|'), 'recused=COUNT|C') : null
  const sources = next('sources=').split(',')
  sources.forEach((name, i) => {
    if (!isRosterName(name) || sources.indexOf(name) !== i) wrong('bad_source', { name })
  })
  const roundSources = next('round_sources=')
  if (roundSources !== 'dice6,otc') wrong('round_sources', { found: roundSources })
  const otcTip = next('otc_tip=')
  if (!isHex64(otcTip)) {
    at -= 1
    expect('otc_tip=HEX64')
  }
  const plan = readPlan(next('plan='))
  if (at < all.length) expect('the end')
  for (const step of plan) {
    for (const roster of step.pair ? [step.roster, step.pair.roster] : [step.roster]) {
      if (!rosters.has(roster)) wrong('step_roster_unknown', { step: step.name, roster })
    }
  }
  if ((recused !== null) !== plan.some((step) => step.pair !== null)) wrong('recused_line')
  return { id, rosters, excluded, recused, sources, otcTip, plan, hash: hashOf(text) }
}

/** E is the text itself, once it holds a value of each source in the announced order. */
export function checkOpening(sources: string[], text: string): void {
  const parts = text.split(';').map((part) => {
    const at = part.indexOf('=')
    return at < 0 ? { name: part, value: '' } : { name: part.slice(0, at), value: part.slice(at + 1) }
  })
  sources.forEach((source, i) => {
    const part = parts[i]
    if (part?.name !== source) return wrong('opening_order', { expected: source })
    const { value } = part
    const dice = /^dice([0-9]+)$/.exec(source)
    const sound = dice ? /^[0-9]+$/.test(value) && value.length === Number(dice[1]) : /^[0-9]+(\.[0-9]+)*(\+[0-9]+(\.[0-9]+)*)*$/.test(value)
    if (!sound) wrong('opening_value', { source_name: source, value })
  })
  const extra = parts[sources.length]
  if (extra) wrong('opening_extra', { value: extra.name })
}
