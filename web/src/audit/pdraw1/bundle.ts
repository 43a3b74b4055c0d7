import { type Json, Names, NumberText, readJson } from './json'
import { NotABundle } from './wrong'

/** Everything that was published of a meeting. */
export interface Bundle {
  announcement: string
  rosters: Map<string, string>
  exclusions: string
  recusals: string | null
  opening: string
  rounds: BundleRound[]
}

export interface BundleRound {
  round: number
  step: string
  entropy: string
  lock: string
  void: string | null
  selected: string[]
  pairs: Map<string, string[]> | null
  outcomes: { label: string; outcome: string; at: string }[]
}

/** Only the shape is looked at here; `verify` says whether what it holds is right. */
export function readBundle(bytes: Uint8Array): Bundle {
  const root = object(readJson(bytes), 'the document')
  const protocol = text(get(root, 'protocol'), 'protocol')
  if (protocol !== 'pdraw1') throw new NotABundle(`the protocol is ${protocol}`)
  return {
    announcement: text(get(root, 'announcement'), 'announcement'),
    rosters: map(get(root, 'rosters'), 'rosters', text),
    exclusions: text(get(root, 'exclusions'), 'exclusions'),
    recusals: orNull(get(root, 'recusals'), 'recusals', text),
    opening: text(get(root, 'opening'), 'opening'),
    rounds: list(get(root, 'rounds'), 'rounds', round),
  }
}

function round(value: Json, name: string): BundleRound {
  const found = object(value, name)
  const outcomes = has(found, 'outcomes')
  return {
    round: number(get(found, 'round'), `${name}.round`),
    step: text(get(found, 'step'), `${name}.step`),
    entropy: text(get(found, 'entropy'), `${name}.entropy`),
    lock: text(get(found, 'lock'), `${name}.lock`),
    void: orNull(get(found, 'void'), `${name}.void`, text),
    selected: list(get(found, 'selected'), `${name}.selected`, text),
    pairs: orNull(get(found, 'pairs'), `${name}.pairs`, (value, at) => map(value, at, (labels, of) => list(labels, of, text))),
    outcomes: outcomes === undefined ? [] : list(outcomes, `${name}.outcomes`, outcome),
  }
}

function outcome(value: Json, name: string): BundleRound['outcomes'][number] {
  const found = object(value, name)
  return { label: text(get(found, 'label'), `${name}.label`), outcome: text(get(found, 'outcome'), `${name}.outcome`), at: text(get(found, 'at'), `${name}.at`) }
}

function get(of: Names, name: string): Json {
  const value = has(of, name)
  if (value === undefined) throw new NotABundle(`${name} is missing`)
  return value
}

function has(of: Names, name: string): Json | undefined {
  if (of.twice.indexOf(name) >= 0) throw new NotABundle(`${name} stands twice`)
  return of.values.get(name)
}

function object(value: Json, name: string): Names {
  if (!(value instanceof Names)) throw new NotABundle(`${name} is not an object`)
  return value
}

function text(value: Json, name: string): string {
  if (typeof value !== 'string') throw new NotABundle(`${name} is not a text`)
  return value
}

/** JSON knows one kind of number: 1.0 is 1. What is no round's number reads as 0, which no round has. */
function number(value: Json, name: string): number {
  if (!(value instanceof NumberText) || !isFinite(Number(value.text))) throw new NotABundle(`${name} is not a number`)
  const read = Number(value.text)
  return read > 0 && Math.floor(read) === read ? read : 0
}

function list<T>(value: Json, name: string, read: (value: Json, name: string) => T): T[] {
  if (!Array.isArray(value)) throw new NotABundle(`${name} is not a list`)
  return value.map((one, index) => read(one, `${name}[${index}]`))
}

function map<T>(value: Json, name: string, read: (value: Json, name: string) => T): Map<string, T> {
  const all = new Map<string, T>()
  const found = object(value, name)
  if (found.twice.length > 0) throw new NotABundle(`${name}.${found.twice[0]} stands twice`)
  found.values.forEach((one, key) => all.set(key, read(one, `${name}.${key}`)))
  return all
}

function orNull<T>(value: Json, name: string, read: (value: Json, name: string) => T): T | null {
  return value === null ? null : read(value, name)
}
