import { describe, expect, it } from 'vitest'
import { ApiProblem } from '../../api/problem'
import { newEntry, newVisit, type Entry, type VisitEntry } from './entry'
import { Outbox } from './outbox'
import { outcomeOf, type Outcome, type Send } from './send'
import { MemoryShelf } from './shelf'
import type { Wake } from './outbox'

const ACCOUNT = 'account-1'
let made = 0

function visitTo(name: string): VisitEntry {
  const household = { id: `household-${name}`, head_name: name, code: name }
  return { ...newVisit(ACCOUNT, household, '2026-11-22T02:00:00.000Z', () => `id-${++made}`), topic: 'family' }
}

/** A server that takes each id once, as the real one does, and counts how often it was asked. */
class Server {
  readonly visits = new Map<string, string>()
  asked = 0
  weather: 'fine' | 'gone' | 'answer lost' = 'fine'
  refusing: { status: number } | null = null
  broken: ApiProblem | null = null

  readonly send: Send = async (entry): Promise<Outcome> => {
    this.asked += 1
    if (this.weather === 'gone') return outcomeOf(new ApiProblem({ status: 0 }))
    if (this.broken) return outcomeOf(this.broken)
    if (this.refusing) return outcomeOf(new ApiProblem({ status: this.refusing.status, detail: 'no', code: 'x' }))
    this.visits.set(entry.id, entry.kind === 'photo' ? `${entry.household.head_name}的照片` : entry.household.head_name)
    if (this.weather === 'answer lost') return outcomeOf(new ApiProblem({ status: 0 }))
    return { kind: 'arrived' }
  }
}

/** Sleeps until the test says so. */
const asleep: Wake = () => () => undefined

async function opened(server: Server, shelf = new MemoryShelf(), wake: Wake = asleep): Promise<Outbox> {
  let tick = 0
  const outbox = new Outbox(server.send, () => new Date(Date.UTC(2026, 10, 22, 2, 0, tick++)), wake)
  await outbox.open(shelf)
  return outbox
}

const unsent = (outbox: Outbox) => outbox.entries.value.filter((entry) => entry.standing !== 'arrived')

describe('the outbox', () => {
  it('lets a visit go only when the server has it', async () => {
    const server = new Server()
    const outbox = await opened(server)
    await outbox.save(visitTo('王'))
    expect(outbox.waiting.value).toHaveLength(1)
    await outbox.flush()
    expect(unsent(outbox)).toEqual([])
    expect(outbox.arrived.value).toHaveLength(1)
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
    expect(unsent(after)).toEqual([])
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
    const slow: Send = async (...sent) => {
      if (server.asked === 0) await outbox.save(visitTo('李'))
      return server.send(...sent)
    }
    const outbox = new Outbox(slow)
    await outbox.open(new MemoryShelf())
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
    expect(outbox.waiting.value.map((one) => one.kind === 'visit' && one.note)).toEqual(['二'])
  })

  it('sends nothing and shows nothing once it is locked', async () => {
    const server = new Server()
    const outbox = await opened(server)
    await outbox.save(visitTo('王'))
    outbox.close()
    await outbox.flush()
    await outbox.keep(visitTo('李'))
    expect(server.asked).toBe(0)
    expect(outbox.entries.value).toEqual([])
  })

  it('notes on its shelf what arrives after it was locked', async () => {
    const server = new Server()
    const shelf = new MemoryShelf()
    const locking: Send = (...sent) => {
      outbox.close()
      return server.send(...sent)
    }
    const outbox = new Outbox(locking, () => new Date(), asleep)
    await outbox.open(shelf)
    await outbox.save(visitTo('王'))
    await outbox.flush()
    expect(outbox.entries.value).toEqual([])
    expect((await shelf.all()).map((entry) => entry.standing)).toEqual(['arrived'])
  })

  it('sends the photos of a visit after it, and none of one that was refused', async () => {
    const server = new Server()
    const shelf = new MemoryShelf()
    const outbox = await opened(server, shelf)
    for (const name of ['王', '李']) {
      await outbox.addPhoto(`photo-${name}`, new ArrayBuffer(1))
      await outbox.save({ ...visitTo(name), photos: [{ id: `photo-${name}`, width: 1, height: 1 }] })
    }
    const refusingWang: Send = (entry, ...more) => {
      server.refusing = entry.household.head_name === '王' ? { status: 422 } : null
      return server.send(entry, ...more)
    }
    Object.assign(outbox, { send: refusingWang })
    await outbox.flush()
    expect([...server.visits.values()]).toEqual(['李', '李的照片'])
    expect(await shelf.photo('photo-李')).toBeNull()
    expect(await shelf.photo('photo-王')).not.toBeNull()
    // Corrected, it goes up with its photo.
    const again = await outbox.reopen(outbox.refused.value[0] as Entry)
    Object.assign(outbox, { send: server.send })
    server.refusing = null
    await outbox.save(again)
    await outbox.flush()
    expect([...server.visits.values()].slice(2)).toEqual(['王', '王的照片'])
  })

  it('names a photo with its visit, and by itself only when the visit went up without it', async () => {
    const server = new Server()
    const outbox = await opened(server)
    await outbox.addPhoto('photo', new ArrayBuffer(1))
    await outbox.save({ ...visitTo('王'), photos: [{ id: 'photo', width: 1, height: 1 }] })
    expect(outbox.toSend.value.map((entry) => entry.kind)).toEqual(['visit'])
    const losing: Send = (entry, ...more) => {
      server.weather = entry.kind === 'photo' ? 'gone' : 'fine'
      return server.send(entry, ...more)
    }
    Object.assign(outbox, { send: losing })
    await outbox.flush()
    expect(outbox.toSend.value.map((entry) => entry.kind)).toEqual(['photo'])
    expect(outbox.unsent.value).toBe(1)
    Object.assign(outbox, { send: server.send })
    server.weather = 'fine'
    await outbox.flush()
    expect(outbox.arrived.value.map((entry) => entry.kind)).toEqual(['visit'])
  })

  it('throws the photos away with the visit', async () => {
    const shelf = new MemoryShelf()
    const outbox = await opened(new Server(), shelf)
    await outbox.addPhoto('photo', new ArrayBuffer(1))
    const entry = { ...visitTo('王'), photos: [{ id: 'photo', width: 1, height: 1 }] }
    await outbox.keep(entry)
    await outbox.discard(entry.id)
    expect(await shelf.photo('photo')).toBeNull()
  })

  it('numbers what is saved in the order of saving', async () => {
    const outbox = await opened(new Server())
    for (const name of ['一', '二', '三']) await outbox.save(visitTo(name))
    expect(outbox.waiting.value.map((entry) => entry.sequence)).toEqual([1, 2, 3])
  })

  it('waits as long as the server asks, whoever asks for a round', async () => {
    const server = new Server()
    let waited = 0
    const outbox = await opened(server, new MemoryShelf(), (after_ms) => {
      waited = after_ms
      return () => undefined
    })
    await outbox.save(visitTo('王'))
    server.broken = new ApiProblem({ status: 429 }, 60)
    await outbox.flush()
    expect(waited).toBe(60_000)
    server.broken = null
    await outbox.flush()
    expect(server.asked).toBe(1)
    expect(outbox.waiting.value).toHaveLength(1)
  })

  it('tries again by itself, less and less often, and at once when asked', async () => {
    const server = new Server()
    const waited: number[] = []
    let wake = () => {}
    const outbox = await opened(server, new MemoryShelf(), (after_ms, then) => {
      waited.push(after_ms)
      wake = then
      return () => undefined
    })
    await outbox.save(visitTo('王'))
    server.broken = new ApiProblem({ status: 500 })
    for (let nth = 0; nth < 3; nth += 1) await outbox.flush()
    expect(waited).toEqual([5_000, 15_000, 45_000])
    server.broken = null
    wake()
    await outbox.flush()
    expect(unsent(outbox)).toEqual([])
  })

  it('changes what waits only until it has left', async () => {
    const server = new Server()
    const outbox = await opened(server)
    const household = { id: 'h', head_name: '王', code: '1' }
    const edit = newEntry('form', ACCOUNT, household, { base_version: 1, after: [], changes: [{ field: 'needs', value: '一' }] }, () => 'edit')
    await outbox.save(edit)
    const [saved] = outbox.of('form', 'h')
    expect(saved && (await outbox.amend({ ...saved, changes: [{ field: 'needs', value: '二' }] }))).toBe(true)
    server.weather = 'answer lost'
    await outbox.flush()
    const [tried] = outbox.of('form', 'h')
    expect(tried && (await outbox.amend({ ...tried, changes: [] }))).toBe(false)
    expect(outbox.of('form', 'h')[0]?.changes).toEqual([{ field: 'needs', value: '二' }])
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
