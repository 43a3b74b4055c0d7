import { NotABundle } from './wrong'

/** A JSON document as it is written: numbers keep their digits, objects their names. */
export type Json = string | boolean | null | NumberText | Json[] | Names

/** An object: its values, and the names that stand in it more than once, of which two readers could take different values. */
export class Names {
  readonly values = new Map<string, Json>()
  readonly twice: string[] = []
}

export class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/**
 * Reads JSON as `JSON.parse` does, but remembers names that stand twice, and refuses half of a surrogate pair, which is no
 * text.
 */
export function readJson(bytes: Uint8Array): Json {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (thrown) {
    throw new NotABundle(`not UTF-8: ${String(thrown)}`)
  }
  try {
    const reader = new Reader(text)
    const value = reader.value()
    reader.end()
    return value
  } catch (thrown) {
    if (thrown instanceof NotABundle) throw thrown
    throw new NotABundle(`not JSON: ${String(thrown)}`)
  }
}

class Reader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  value(): Json {
    this.space()
    const next = this.text.charAt(this.at)
    if (next === '{') return this.object()
    if (next === '[') return this.array()
    if (next === '"') return this.string()
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (this.text.substr(this.at, word.length) === word) {
        this.at += word.length
        return value
      }
    }
    const number = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/.exec(this.text.substr(this.at, 400))
    if (!number) return this.fail()
    this.at += number[0].length
    return new NumberText(number[0])
  }

  end(): void {
    this.space()
    if (this.at !== this.text.length) this.fail()
  }

  private object(): Names {
    const all = new Names()
    this.at += 1
    if (this.took('}')) return all
    do {
      this.space()
      const name = this.string()
      this.must(':')
      const value = this.value()
      if (all.values.has(name)) all.twice.push(name)
      all.values.set(name, value)
    } while (this.took(','))
    this.must('}')
    return all
  }

  private array(): Json[] {
    const all: Json[] = []
    this.at += 1
    if (this.took(']')) return all
    do all.push(this.value())
    while (this.took(','))
    this.must(']')
    return all
  }

  private string(): string {
    if (this.text.charAt(this.at) !== '"') this.fail()
    const from = this.at
    let plain = true
    for (this.at += 1; ; this.at += 1) {
      const unit = this.text.charCodeAt(this.at)
      if (unit === 0x22) break
      if (unit < 0x20 || unit !== unit) this.fail()
      if (unit === 0x5c) {
        plain = false
        this.at += 1
      }
    }
    this.at += 1
    if (plain) return this.text.slice(from + 1, this.at - 1)
    const value = JSON.parse(this.text.slice(from, this.at)) as string
    if (/(^|[^\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/.test(value)) this.fail()
    return value
  }

  private space(): void {
    for (;;) {
      const unit = this.text.charCodeAt(this.at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
      this.at += 1
    }
  }

  private took(mark: string): boolean {
    this.space()
    if (this.text.charAt(this.at) !== mark) return false
    this.at += 1
    return true
  }

  private must(mark: string): void {
    if (!this.took(mark)) this.fail()
  }

  private fail(): never {
    throw new NotABundle(`not JSON at character ${this.at + 1}`)
  }
}
