/** The first wrong thing of a bundle: a code and what a message about it needs. The codes are the same in every verifier of this house. */
export interface Wrong {
  code: string
  values: Readonly<Record<string, WrongValue>>
}

export type WrongValue = string | number | null | readonly string[]

export class DrawWrong extends Error {
  readonly wrong: Wrong

  constructor(code: string, values: Readonly<Record<string, WrongValue>> = {}) {
    super(code)
    this.name = 'DrawWrong'
    this.wrong = { code, values }
    // Classes that extend Error lose their prototype where they are compiled for old phones.
    Object.setPrototypeOf(this, DrawWrong.prototype)
  }
}

export function wrong(code: string, values: Readonly<Record<string, WrongValue>> = {}): never {
  throw new DrawWrong(code, values)
}

/** The document is no bundle of this protocol at all. */
export class NotABundle extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'NotABundle'
    Object.setPrototypeOf(this, NotABundle.prototype)
  }
}
