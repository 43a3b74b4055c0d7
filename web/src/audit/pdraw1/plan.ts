/** `plan=`: steps joined by `;`, each `STEP:ROSTER:PARAMS` (4-draw, 7). */
import { isRosterName, whole } from './text'
import { wrong } from './wrong'

export interface Step {
  name: string
  roster: string
  n: number
  /** By which field the strata are made, from 1; null when there are none. */
  quota: { kind: 'per' | 'prop'; field: number } | null
  max: { field: number; most: number } | null
  weight: number | null
  within: string | null
  pair: { roster: string; each: number } | null
}

export function readPlan(text: string): Step[] {
  const steps: Step[] = []
  for (const part of text.split(';')) {
    const step = readStep(part)
    if (steps.some((other) => other.name === step.name)) wrong('step_twice', { step: step.name })
    steps.push(step)
  }
  for (const step of steps) {
    if (step.within !== null && !steps.some((other) => other.name === step.within)) {
      wrong('within_unknown', { step: step.name, within: step.within })
    }
  }
  return steps
}

const isStepName = (text: string): boolean => /^[a-z0-9]{1,16}$/.test(text)

function readStep(text: string): Step {
  const cells = text.split(':')
  const name = cells[0] ?? ''
  const roster = cells[1] ?? ''
  if (cells.length < 3 || !isStepName(name) || !isRosterName(roster)) wrong('bad_step', { step: text })
  const given = new Map<string, string>()
  // `pair=` and `max=` hold a colon themselves.
  for (const parameter of cells.slice(2).join(':').split(',')) {
    const at = parameter.indexOf('=')
    const key = at < 0 ? parameter : parameter.slice(0, at)
    if (!/^(n|per|prop|max|weight|in|pair)$/.test(key)) wrong('unsupported_parameter', { step: name, parameter })
    if (at < 0 || given.has(key)) wrong('bad_parameter', { step: name, parameter })
    given.set(key, parameter.slice(at + 1))
    check(name, parameter, key, parameter.slice(at + 1))
  }
  const n = given.get('n')
  const per = given.get('per')
  const prop = given.get('prop')
  if (n === undefined || (per !== undefined && prop !== undefined)) return wrong('step_without_number', { step: name })
  const max = given.get('max')?.split(':')
  const pair = given.get('pair')?.split(':')
  const weight = given.get('weight')
  return {
    name,
    roster,
    n: Number(n),
    quota: per !== undefined ? { kind: 'per', field: field(per) } : prop !== undefined ? { kind: 'prop', field: field(prop) } : null,
    max: max ? { field: field(max[0] as string), most: Number(max[1]) } : null,
    weight: weight === undefined ? null : field(weight),
    within: given.get('in') ?? null,
    pair: pair ? { roster: pair[0] as string, each: Number(pair[1]) } : null,
  }
}

const field = (text: string): number => Number(text.slice(1))

const isFieldName = (text: string): boolean => text.charAt(0) === 'f' && isPositive(text.slice(1))

/** A step that draws nobody, or from no field, is no step. */
const isPositive = (text: string): boolean => (whole(text) ?? 0) > 0

function check(step: string, parameter: string, key: string, value: string): void {
  const [first = '', second, third] = value.split(':')
  const two = key === 'max' || key === 'pair'
  const sound = third === undefined && (second !== undefined) === two && (!two || isPositive(second as string)) && (
    key === 'n' ? isPositive(first)
    : key === 'in' ? isStepName(first)
    : key === 'pair' ? isRosterName(first)
    : isFieldName(first))
  if (!sound) wrong('bad_parameter', { step, parameter })
}
