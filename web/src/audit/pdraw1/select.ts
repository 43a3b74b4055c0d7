/** Tickets, strata and who is drawn (4-draw, 6 and 7). */
import type { Row } from './files'
import type { Step } from './plan'
import type { Mac } from './sha256'
import { byBytes, compare } from './text'

export interface Ticket {
  row: Row
  ticket: Uint8Array
}

export const ticketOf = (key: Mac, label: string): Uint8Array => key.ofText(`pdraw1|ticket|${label}`)

/** The ticket of one who stands w times in the urn is the smallest of LABEL#1 ... LABEL#w. */
export function ticketOfRow(key: Mac, step: Step, row: Row): Uint8Array {
  if (step.weight === null) return ticketOf(key, row.label)
  let least = ticketOf(key, `${row.label}#1`)
  for (let i = 2, w = Number(fieldOf(row, step.weight)); i <= w; i += 1) {
    const ticket = ticketOf(key, `${row.label}#${i}`)
    if (compare(ticket, least) < 0) least = ticket
  }
  return least
}

export const fieldOf = (row: Row, field: number): string => row.fields[field - 1] as string

/** By ticket, then by label. */
export function sortTickets(tickets: Ticket[]): Ticket[] {
  return tickets.sort((a, b) => compare(a.ticket, b.ticket) || byBytes(a.row.label, b.row.label))
}

/** Walks the order once. `order` holds the eligible alone. */
export function walk(step: Step, key: Mac, order: Ticket[]): string[] {
  const quotas = step.quota ? quotasOf(step, key, order) : null
  const taken = new Map<string, string[]>()
  const places = new Map<string, number>()
  let all = 0
  for (const { row } of order) {
    const stratum = step.quota ? fieldOf(row, step.quota.field) : ''
    const chosen = taken.get(stratum) ?? []
    if (quotas ? chosen.length >= (quotas.get(stratum) as number) : all >= step.n) continue
    if (step.max) {
      const place = fieldOf(row, step.max.field)
      const already = places.get(place) ?? 0
      if (already >= step.max.most) continue
      places.set(place, already + 1)
    }
    chosen.push(row.label)
    taken.set(stratum, chosen)
    all += 1
  }
  const selected: string[] = []
  for (const stratum of Array.from(taken.keys()).sort(byBytes)) selected.push(...(taken.get(stratum) as string[]))
  return selected
}

/** How many of each stratum. */
function quotasOf(step: Step, key: Mac, order: Ticket[]): Map<string, number> {
  const { kind, field } = step.quota as { kind: 'per' | 'prop'; field: number }
  const sizes = new Map<string, number>()
  for (const { row } of order) {
    const stratum = fieldOf(row, field)
    sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1)
  }
  const quotas = new Map<string, number>()
  if (kind === 'per') {
    sizes.forEach((_, stratum) => quotas.set(stratum, step.n))
    return quotas
  }
  const total = order.length
  // More than everybody is everybody; products stay exact below 2 to the 53rd.
  const n = Math.min(step.n, total)
  let left = n
  const rest: { stratum: string; remainder: number; ticket: Uint8Array }[] = []
  sizes.forEach((size, stratum) => {
    const remainder = (n * size) % total
    const share = (n * size - remainder) / total
    quotas.set(stratum, share)
    left -= share
    rest.push({ stratum, remainder, ticket: ticketOf(key, `S-${stratum}`) })
  })
  rest.sort((a, b) => b.remainder - a.remainder || compare(a.ticket, b.ticket) || byBytes(a.stratum, b.stratum))
  for (const { stratum } of rest.slice(0, left)) quotas.set(stratum, (quotas.get(stratum) as number) + 1)
  return quotas
}
