import { describe, expect, it } from 'vitest'
import { ApiProblem } from '../../api/problem'
import type { Visit } from '../../api/shapes'
import { newEntry, type Entry } from './entry'
import { Outbox } from './outbox'
import { outcomeOf, type Outcome, type Send } from './send'
import { MemoryShelf } from './shelf'

const ACCOUNT = 'account-1'
let made = 0

function visitTo(name: string, account = ACCOUNT): Entry {
  const household = { id: `household-${name}`, head_name: name, code: name }
  const entry = newEntry({ account_id: account, household, claimed_at: '2026-11-22T02:00:00.000Z', step: 1 }, () => `id-${++made}`)
  return { ...entry, topic: 'family' }
}

/** A server that takes each id once, as the real one does, and counts how often it was asked. */
class Server {
  readonly visits = new Map<string, string>()
  asked = 0
  weather: 'fine' | 'gone' | 'answer lost' = 'fine'
  refusing: { status: number } | null = null

  readonly send: Send = async (entry): Promise<Outcome> => {
    this.asked += 1
    if (this.weather === 'gone') return outcomeOf(new ApiProblem({ status: 0 }))
    if (this.refusing) return outcomeOf(new ApiProblem({ status: this.refusing.status, detail: 'no', code: 'x' }))
    this.visits.set(entry.id, entry.household.head_name)
    if (this.weather === 'answer lost') return outcomeOf(new ApiProblem({ status: 0 }))
    return { kind: 'arrived', visit: { id: entry.id } as Visit }
  }
}

async function opened(server: Server, shelf = new MemoryShelf()): Promise<Outbox> {
  let tick = 0
  const outbox = new Outbox(server.send, () => new Date(Date.UTC(2026, 10, 22, 2, 0, tick++)))
  await outbox.open(shelf, ACCOUNT)
  return outbox
}

describe('the outbox', () => {
  it('lets a visit go only when the server has it', async () => {
    const server = new Server()
    const outbox = await opened(server)
    await outbox.save(visitTo('王'))
    expect(outbox.waiting.value).toHaveLength(1)
    await outbox.flush()
    expect(outbox.entries.value).toEqual([])
    expect(server.visits.size).toBe(1)
  })

  it('makes one visit of a double tap', async () => {
    const server = new Server()
    const outbox = await opened(server)
    const entry = visitTo('王')
    await Promise.all([outbox.save(entry), outbox.save(entry)])
    await Promise.all([outbox.flush(), outbox.flush(), outbox.flush()])
    expect(server.visits.size).toBe(1)
    expect(server.asked).toBe(1)
  })

  it('sends the same id again when the answer was lost, also after a reload', async () => {
    const server = new Server()
    const shelf = new MemoryShelf()
    const before = await opened(server, shelf)
    await before.save(visitTo('王'))
    server.weather = 'answer lost'
    await before.flush()
    expect(before.waiting.value[0]?.tried).toBe(true)

    server.weather = 'fine'
    const after = await opened(server, shelf)
    await after.flush()
    expect(after.entries.value).toEqual([])
    expect([...server.visits.keys()]).toHaveLength(1)
    expect(server.asked).toBe(2)
  })

  it('stops at a dead spot and keeps the order for later', async () => {
    const server = new Server()
    const outbox = await opened(server)
    for (const name of ['一', '二', '三']) await outbox.save(visitTo(name))
    server.weather = 'gone'
    await outbox.flush()
    expect(server.asked).toBe(1)
    expect(outbox.held.value?.status).toBe(0)
    server.weather = 'fine'
    await outbox.flush()
    expect([...server.visits.values()]).toEqual(['一', '二', '三'])
    expect(outbox.held.value).toBeNull()
  })

  it('puts a refused visit aside with its reason and goes on with the next', async () => {
    const server = new Server()
    const outbox = await opened(server)
    await outbox.save(visitTo('王'))
    server.refusing = { status: 422 }
    await outbox.flush()
    expect(outbox.refused.value[0]?.refusal?.detail).toBe('no')
    server.refusing = null
    await outbox.save(visitTo('李'))
    await outbox.flush()
    expect([...server.visits.values()]).toEqual(['李'])
    expect(outbox.refused.value).toHaveLength(1)
  })

  it('corrects a refused visit under its id, and a known id under a new one', async () => {
    const server = new Server()
    const outbox = await opened(server)
    for (const [status, same] of [[422, true], [409, false]] as const) {
      const entry = visitTo('王')
      await outbox.save(entry)
      server.refusing = { status }
      await outbox.flush()
      const refused = outbox.refused.value[0] as Entry
      const fresh = await outbox.reopen(refused)
      expect(fresh.id === entry.id).toBe(same)
      expect(outbox.entries.value.map((one) => one.standing)).toEqual(['draft'])
      await outbox.discard(fresh.id)
    }
  })

  it('takes a visit saved while another is on its way', async () => {
    const server = new Server()
    const slow: Send = async (entry) => {
      if (server.asked === 0) await outbox.save(visitTo('李'))
      return server.send(entry)
    }
    const outbox = new Outbox(slow)
    await outbox.open(new MemoryShelf(), ACCOUNT)
    await outbox.save(visitTo('王'))
    await outbox.flush()
    expect([...server.visits.values()].sort()).toEqual(['李', '王'].sort())
  })

  it('ignores what an old form writes after the visit was saved', async () => {
    const outbox = await opened(new Server())
    const entry = visitTo('王')
    await outbox.keep({ ...entry, note: '一' })
    await outbox.save({ ...entry, note: '二' })
    await outbox.keep({ ...entry, note: '三' })
    expect(outbox.waiting.value[0]?.note).toBe('二')
  })

  it('keeps one account from sending what another one wrote on the same phone', async () => {
    const server = new Server()
    const shelf = new MemoryShelf()
    await shelf.put({ ...visitTo('王', 'account-2'), standing: 'saved', kept_at: '2026-11-22' })
    const outbox = await opened(server, shelf)
    await outbox.flush()
    expect(server.asked).toBe(0)
    expect(await shelf.all('account-2')).toHaveLength(1)
  })

  it('does not bring back what another tab has sent', async () => {
    const server = new Server()
    const shelf = new MemoryShelf()
    const outbox = await opened(server, shelf)
    const entry = visitTo('王')
    await outbox.save(entry)
    await shelf.remove(entry.id)
    await outbox.flush()
    expect(server.asked).toBe(0)
    expect(outbox.entries.value).toEqual([])
  })
})

describe('what an answer means', () => {
  it.each([0, 401, 408, 425, 429, 500, 502, 503])('%i is tried again', (status) => {
    expect(outcomeOf(new ApiProblem({ status })).kind).toBe('later')
  })

  it.each([400, 403, 404, 409, 413, 422])('%i is final', (status) => {
    expect(outcomeOf(new ApiProblem({ status })).kind).toBe('refused')
  })
})
