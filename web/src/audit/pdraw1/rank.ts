/** Where one number stood in every round. */
import { fieldOf, type Ticket, ticketOf } from './select'
import { Mac } from './sha256'
import { hex, unhex } from './text'
import type { DrawnRound, Recomputed } from './verify'

export type Standing =
  | { kind: 'ranked'; place: number; of: number; stratum: { name: string; place: number; of: number } | null; drawn: boolean; ticket: string; name: string; key: string }
  | { kind: 'excluded'; code: string }
  | { kind: 'drawn_before'; round: number }
  | { kind: 'weight_zero' }
  | { kind: 'elsewhere' }

export function standings(meeting: Recomputed, label: string): { round: DrawnRound; standing: Standing }[] | null {
  const found = meeting.rosters.find(label)
  if (!found) return null
  return meeting.rounds.map((round) => ({ round, standing: inRound(meeting, round, label, found.roster.name) }))
}

function inRound(meeting: Recomputed, round: DrawnRound, label: string, roster: string): Standing {
  if (round.roster.name !== roster) return { kind: 'elsewhere' }
  const code = meeting.excluded.get(label)
  if (code !== undefined) return { kind: 'excluded', code }
  const before = meeting.rounds.filter((other) => other.number < round.number && other.selected.indexOf(label) >= 0)[0]
  if (before) return { kind: 'drawn_before', round: before.number }
  const at = round.order.findIndex(({ row }) => row.label === label)
  const ticket = round.order[at]
  if (!ticket) return { kind: 'weight_zero' }
  const field = round.step.quota?.field
  let stratum: { name: string; place: number; of: number } | null = null
  if (field !== undefined) {
    const name = fieldOf(ticket.row, field)
    const peers = round.order.filter(({ row }) => fieldOf(row, field) === name)
    stratum = { name, place: peers.indexOf(ticket) + 1, of: peers.length }
  }
  return { kind: 'ranked', place: at + 1, of: round.order.length, stratum, drawn: round.selected.indexOf(label) >= 0, ticket: hex(ticket.ticket), name: ticketLabel(round, ticket), key: round.key }
}

/** LABEL, or that of LABEL#1 ... LABEL#w whose ticket was the smallest. */
function ticketLabel(round: DrawnRound, { row, ticket }: Ticket): string {
  if (round.step.weight === null) return row.label
  const key = new Mac(unhex(round.key))
  for (let i = 1; i <= Number(fieldOf(row, round.step.weight)); i += 1) {
    const label = `${row.label}#${i}`
    if (hex(ticketOf(key, label)) === hex(ticket)) return label
  }
  return row.label
}
