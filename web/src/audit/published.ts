/** What the server publishes, read without a session and with nothing that a phone of 2018 lacks. */

export type Trouble = 'missing' | 'offline' | 'server'

export class NotRead extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble) {
    super(trouble)
    this.trouble = trouble
    Object.setPrototypeOf(this, NotRead.prototype)
  }
}

async function get(path: string, cache: RequestCache): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(path, { credentials: 'same-origin', cache })
  } catch {
    throw new NotRead('offline')
  }
  if (answer.ok) return answer
  // A malformed id is refused as such; whoever follows a link wants to know that nothing is there.
  throw new NotRead(answer.status === 404 || answer.status === 400 ? 'missing' : 'server')
}

/** An answer that breaks off half-way is a matter of the network. */
async function body<T>(path: string, read: (answer: Response) => Promise<T>, cache: RequestCache = 'default'): Promise<T> {
  const answer = await get(path, cache)
  try {
    return await read(answer)
  } catch {
    throw new NotRead('offline')
  }
}

export const readJson = <T>(path: string, cache?: RequestCache): Promise<T> => body(path, (answer) => answer.json() as Promise<T>, cache)

/** Byte for byte: fingerprints are of bytes. */
export const readBytes = async (path: string): Promise<Uint8Array> => new Uint8Array(await body(path, (answer) => answer.arrayBuffer()))

export const addressOf = (id: string, file = ''): string => `/api/public/meetings/${encodeURIComponent(id)}${file}`

export const troubleOf = (thrown: unknown): Trouble => (thrown instanceof NotRead ? thrown.trouble : 'server')
