/** Double random: inspectors for the objects drawn, with recusals and a fair load (4-draw, 8). */
import type { Mac } from './sha256'
import { byBytes, compare } from './text'

/** Null is PAIR_SHORTAGE. */
export function pairUp(key: Mac, objects: string[], inspectors: string[], each: number, recused: Set<string>): Map<string, string[]> | null {
  if (objects.length === 0) return new Map()
  if (inspectors.length === 0) return null
  const ranked = objects.map((object) => rank(key, object, inspectors.filter((inspector) => !recused.has(`${object}|${inspector}`))))
  for (let cap = Math.ceil((each * objects.length) / inspectors.length); ; cap += 1) {
    const pairs = under(cap, objects, ranked, each)
    if (pairs || cap >= objects.length) return pairs
  }
}

function rank(key: Mac, object: string, inspectors: string[]): string[] {
  return inspectors
    .map((inspector) => ({ inspector, ticket: key.ofText(`pdraw1|pair|${object}|${inspector}`) }))
    .sort((a, b) => compare(a.ticket, b.ticket) || byBytes(a.inspector, b.inspector))
    .map(({ inspector }) => inspector)
}

function under(cap: number, objects: string[], ranked: string[][], each: number): Map<string, string[]> | null {
  const loads = new Map<string, number>()
  const pairs = new Map<string, string[]>()
  for (let i = 0; i < objects.length; i += 1) {
    const given = (ranked[i] as string[]).filter((inspector) => (loads.get(inspector) ?? 0) < cap).slice(0, each)
    if (given.length < each) return null
    for (const inspector of given) loads.set(inspector, (loads.get(inspector) ?? 0) + 1)
    pairs.set(objects[i] as string, given)
  }
  return pairs
}
