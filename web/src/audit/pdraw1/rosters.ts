/** The rosters of a meeting together, held against the announcement. */
import type { Announcement, Stated } from './announcement'
import { type Index, isIndex, readIndex, readRoster, type Roster, type Row } from './files'
import type { Step } from './plan'
import { fieldOf } from './select'
import { byBytes, whole } from './text'
import { wrong } from './wrong'

export class Rosters {
  private readonly stated = new Map<string, Stated>()
  private readonly rosters = new Map<string, Roster>()
  private readonly indexes = new Map<string, Index>()

  /** The names to read, in the order of reading: those announced, then whatever else is there. */
  names(announcement: Announcement, texts: Map<string, string>): string[] {
    announcement.rosters.forEach((stated, name) => this.stated.set(name, stated))
    const others = Array.from(texts.keys()).filter((name) => !announcement.rosters.has(name))
    return Array.from(announcement.rosters.keys()).concat(others.sort(byBytes))
  }

  /** Reads `NAME`, which was announced, or `NAME/KEY`, which its index names. */
  read(name: string, text: string | undefined): void {
    const stated = this.stated.get(name) ?? this.statedByIndex(name) ?? wrong('roster_unexpected', { name })
    if (text === undefined) return wrong('roster_missing', { name })
    const found = this.stated.has(name) && isIndex(text) ? readIndex(name, text) : readRoster(name, text)
    const file = `roster ${name}`
    if (stated.count !== found.count) wrong('count_differs', { file, stated: stated.count, found: found.count })
    if (stated.hash !== found.hash) wrong('hash_differs', { file, announced: stated.hash, found: found.hash })
    if (found.kind === 'index') this.indexes.set(name, found)
    else this.rosters.set(name, found)
  }

  private statedByIndex(name: string): Stated | undefined {
    const at = name.indexOf('/')
    return at < 0 ? undefined : this.indexes.get(name.slice(0, at))?.parts.get(name.slice(at + 1))
  }

  /** What can only be seen of all of them: labels stand once, and the plan finds its fields. */
  together(announcement: Announcement): void {
    this.unique()
    for (const step of announcement.plan) {
      if ((step.within !== null) !== this.indexes.has(step.roster)) wrong('within_mismatch', { step: step.name })
      for (const roster of this.of(step)) checkFields(step, roster)
      if (step.pair && this.indexes.has(step.pair.roster)) wrong('inspectors_split', { step: step.name, roster: step.pair.roster })
    }
  }

  private unique(): void {
    const seen = new Map<string, string>()
    for (const name of this.wholeNames().concat(this.parts())) {
      for (const { label } of this.get(name).rows) {
        const first = seen.get(label)
        if (first !== undefined) wrong('label_on_two_rosters', { label, first, second: name })
        seen.set(label, name)
      }
    }
  }

  private of(step: Step): Roster[] {
    const names = this.indexes.has(step.roster) ? this.parts().filter((name) => name.split('/')[0] === step.roster) : [step.roster]
    return names.map((name) => this.get(name))
  }

  private wholeNames(): string[] {
    return Array.from(this.rosters.keys()).filter((name) => name.indexOf('/') < 0).sort(byBytes)
  }

  /** Names of the parts at hand, `NAME/KEY`. */
  parts(): string[] {
    return Array.from(this.rosters.keys()).filter((name) => name.indexOf('/') >= 0).sort(byBytes)
  }

  /** `NAME`, or `NAME/KEY`. */
  get(name: string): Roster {
    return this.rosters.get(name) ?? wrong('roster_missing', { name })
  }

  /** On which roster a label stands. */
  find(label: string): { roster: Roster; row: Row } | null {
    for (const roster of Array.from(this.rosters.values())) {
      for (const row of roster.rows) if (row.label === label) return { roster, row }
    }
    return null
  }
}

function checkFields(step: Step, roster: Roster): void {
  const first = roster.rows[0]
  const fields = [step.quota?.field, step.max?.field, step.weight].filter((field): field is number => typeof field === 'number')
  // Every row has as many fields as the first.
  for (const field of fields) if (first && field > first.fields.length) wrong('missing_field', { step: step.name, roster: roster.name, field })
  if (step.weight === null) return
  for (const row of roster.rows) {
    const weight = fieldOf(row, step.weight)
    const value = whole(weight)
    if (value === null || value > 10000) wrong('bad_weight', { roster: roster.name, label: row.label, weight })
  }
}
