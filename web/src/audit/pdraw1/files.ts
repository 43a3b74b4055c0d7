/** The published files: rosters, their parts and indexes, exclusions, recusals (4-draw, 1, 2 and 8). */
import { sha256 } from './sha256'
import { atFirstBar, byBytes, hex, isField, isHex64, isLabel, utf8, whole } from './text'
import { wrong } from './wrong'

export interface Row {
  label: string
  /** f1, f2, ... */
  fields: string[]
}

/** A roster, or a part of one. */
export interface Roster {
  kind: 'roster'
  name: string
  rows: Row[]
  count: number
  hash: string
}

/** A split roster: what its parts are, which are published only when drawn from. */
export interface Index {
  kind: 'index'
  name: string
  parts: Map<string, { count: number; hash: string }>
  count: number
  hash: string
}

/** The lines of a file, each of which ends with LF. */
export function lines(file: string, text: string): string[] {
  if (text.normalize('NFC') !== text) wrong('not_nfc', { file })
  if (text === '') return []
  if (text.charAt(text.length - 1) !== '\n') wrong('no_final_newline', { file })
  return text.slice(0, -1).split('\n')
}

export const hashOf = (text: string): string => hex(sha256(utf8(text)))

/** Whether a text is an index is seen at its first line. */
export const isIndex = (text: string): boolean => text.startsWith('pdraw1-index|')

/** The count that the header of a file states. */
function header(file: string, line: string | undefined, mark: string, name: string): number {
  const cells = (line ?? '').split('|')
  const stated = whole(cells[2] ?? '')
  if (cells.length !== 3 || cells[0] !== mark || cells[1] !== name || stated === null) return wrong('bad_header', { file })
  return stated
}

function inOrder(file: string, line: number, before: string | undefined, label: string): void {
  if (before === undefined) return
  const by = byBytes(before, label)
  if (by === 0) wrong('twice', { file, line, label })
  if (by > 0) wrong('unsorted', { file, line, label })
}

function label(file: string, line: number, text: string): string {
  return isLabel(text) ? text : wrong('bad_label', { file, line, label: text })
}

/** `name` is `NAME` or, for a part, `NAME/KEY`. */
export function readRoster(name: string, text: string): Roster {
  const file = `roster ${name}`
  const all = lines(file, text)
  const stated = header(file, all[0], 'pdraw1-roster', name)
  const rows: Row[] = []
  for (let i = 1; i < all.length; i += 1) {
    const cells = (all[i] as string).split('|')
    const before = rows[i - 2]
    const row = { label: label(file, i + 1, cells[0] as string), fields: cells.slice(1) }
    inOrder(file, i + 1, before?.label, row.label)
    if (!row.fields.every(isField)) wrong('bad_field', { file, line: i + 1, label: row.label })
    if (before && before.fields.length !== row.fields.length) {
      wrong('field_count', { file, line: i + 1, label: row.label, expected: before.fields.length, found: row.fields.length })
    }
    rows.push(row)
  }
  if (rows.length !== stated) wrong('count_differs', { file, stated, found: rows.length })
  return { kind: 'roster', name, rows, count: rows.length, hash: hashOf(text) }
}

export function readIndex(name: string, text: string): Index {
  const file = `roster ${name}`
  const all = lines(file, text)
  const stated = header(file, all[0], 'pdraw1-index', name)
  const parts: Index['parts'] = new Map()
  let count = 0
  let before: string | undefined
  for (let i = 1; i < all.length; i += 1) {
    const cells = (all[i] as string).split('|')
    if (cells.length < 3) wrong('bad_line', { file, line: i + 1 })
    const key = label(file, i + 1, cells[0] as string)
    inOrder(file, i + 1, before, key)
    before = key
    const size = whole(cells[1] as string)
    const hash = cells[2] as string
    if (cells.length > 3 || size === null || !isHex64(hash)) return wrong('bad_line', { file, line: i + 1 })
    parts.set(key, { count: size, hash })
    count += size
  }
  if (parts.size !== stated) wrong('count_differs', { file, stated, found: parts.size })
  return { kind: 'index', name, parts, count, hash: hashOf(text) }
}

/** Label to code. */
export function readExclusions(text: string): Map<string, string> {
  const file = 'exclusions'
  const codes = new Map<string, string>()
  let before: string | undefined
  lines(file, text).forEach((line, i) => {
    const [who, code] = atFirstBar(line) ?? wrong('bad_line', { file, line: i + 1 })
    label(file, i + 1, who)
    inOrder(file, i + 1, before, who)
    before = who
    if (code === '' || !isField(code)) wrong('bad_field', { file, line: i + 1, label: who })
    codes.set(who, code)
  })
  return codes
}

/** `OBJECT|INSPECTOR`, as they stand in the file. */
export function readRecusals(text: string): Set<string> {
  const file = 'recusals'
  const pairs = new Set<string>()
  let before: [string, string] | undefined
  lines(file, text).forEach((line, i) => {
    const [object, inspector] = atFirstBar(line) ?? wrong('bad_line', { file, line: i + 1 })
    label(file, i + 1, object)
    label(file, i + 1, inspector)
    if (before) {
      const by = byBytes(before[0], object) || byBytes(before[1], inspector)
      if (by === 0) wrong('twice', { file, line: i + 1, label: line })
      if (by > 0) wrong('unsorted', { file, line: i + 1, label: line })
    }
    before = [object, inspector]
    pairs.add(line)
  })
  return pairs
}
