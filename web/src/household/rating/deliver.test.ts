import { constants, createHash, generateKeyPairSync, privateDecrypt, verify } from 'node:crypto'
import { beforeEach, expect, it, vi } from 'vitest'
import { answered, deliver, type End, type Paper } from './deliver'
import { keepOf } from './keep'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PAPER: Paper = { round: 'r-1', code: 'PJ2026', official: 'A00012', key: String(publicKey.export({ format: 'jwk' }).n), box: '', issue: '/h/rate/issue', mark: 'mark' }
const ISSUE = '/h/rate/issue'
const CAST = '/api/ballot-box/ballots'

interface Ballot { round: string; official: string; level: string; reasons: string[]; comment: string; salt: string; prefix: string; nonce: string; signature: string }
type Reply = [number, object]

/** Both rooms, and a network that can be cut on the way there or on the way back. */
const rooms = {
  asked: [] as string[],
  signed: '',
  box: new Map<string, Ballot>(),
  cut: null as null | { path: string; when: 'there' | 'back' },
  instead: null as null | { path: string; reply: Reply },

  answer(path: string, text: string): Reply {
    this.asked.push(path)
    if (this.instead?.path === path) return this.instead.reply
    if (path === ISSUE) {
      const { blinded } = JSON.parse(text) as { blinded: string }
      if (this.signed && this.signed !== blinded) return [409, { code: 'ballot_issued' }]
      this.signed = blinded
      const signature = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, Buffer.from(blinded, 'base64url'))
      return [200, { signature: signature.toString('base64url') }]
    }
    const ballot = JSON.parse(text) as Ballot
    const message = Buffer.from(ballot.prefix + ballot.nonce, 'hex')
    const pss = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }
    if (!verify('sha384', message, pss, Buffer.from(ballot.signature, 'base64url'))) return [400, { code: 'ballot_signature' }]
    this.box.set(ballot.nonce, ballot)
    const lines = ['lianxin-ballot-1', 'PJ2026', ballot.official, ballot.level, ballot.reasons.join(','), ballot.comment].join('\n')
    return [200, { commitment: createHash('sha256').update(Buffer.from(ballot.salt, 'hex')).update(lines).digest('hex') }]
  },
}

class FakeRequest {
  status = 0
  responseText = ''
  onload?: () => void
  onerror?: () => void
  private path = ''
  open(_method: string, path: string) { this.path = path }
  setRequestHeader() { /* nobody reads them here */ }
  getResponseHeader() { return null }
  send(text: string) {
    const cut = rooms.cut?.path === this.path ? rooms.cut.when : null
    const reply = cut === 'there' ? null : rooms.answer(this.path, text)
    if (reply && !cut) {
      this.status = reply[0]
      this.responseText = JSON.stringify(reply[1])
      this.onload?.()
    } else this.onerror?.()
  }
}

let stored: Record<string, string> = {}
const storage = {
  getItem: (name: string) => stored[name] ?? null,
  setItem: (name: string, text: string) => { stored[name] = text },
  removeItem: (name: string) => { Reflect.deleteProperty(stored, name) },
}

beforeEach(() => {
  Object.assign(rooms, { asked: [], signed: '', box: new Map(), cut: null, instead: null })
  stored = {}
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('XMLHttpRequest', FakeRequest)
  vi.stubGlobal('window', { crypto })
})

/** A page that opens anew knows only what is stored. */
function go(keep = keepOf(PAPER.round)): End {
  let found: End | undefined
  deliver(PAPER, keep, (end) => { found = end })
  return found ?? expect.fail('no end')
}

function answer(level = 'very_dissatisfied', keep = keepOf(PAPER.round)): void {
  answered(keep, PAPER.official, level, ['slow'], '路灯坏了')
}

const kept = () => keepOf(PAPER.round).read(PAPER.official)
const ballots = () => [...rooms.box.values()]

it('brings an answer into the box and keeps nothing that tells it', () => {
  answer()
  expect(go()).toBe('done')
  expect(ballots()).toHaveLength(1)
  expect(Object.keys(kept() ?? {}).sort()).toEqual(['nonce', 'prefix', 'receipt', 'signature'])
  const text = JSON.stringify(stored)
  for (const secret of ['dissatisfied', 'slow', '路灯', ballots()[0]?.salt ?? 'no ballot']) expect(text).not.toContain(secret)
})

it.each([
  [ISSUE, 'there'], [ISSUE, 'back'], [CAST, 'there'], [CAST, 'back'],
] as const)('goes on where the network ended: %s, on the way %s', (path, when) => {
  answer()
  rooms.cut = { path, when }
  expect(go()).toBe('again')
  expect(go()).toBe('again')
  rooms.cut = null
  expect(go()).toBe('done')
  expect(ballots().map((ballot) => ballot.level)).toEqual(['very_dissatisfied'])
  expect(go()).toBe('done')
  expect(rooms.asked.filter((asked) => asked === CAST).length).toBeLessThanOrEqual(3)
  expect(ballots()).toHaveLength(1)
})

it('changes the answer with the same ballot, and a new salt', () => {
  answer('very_dissatisfied')
  expect(go()).toBe('done')
  const first = ballots()[0]
  answer('satisfied')
  expect(go()).toBe('done')
  expect(ballots().map((ballot) => ballot.level)).toEqual(['satisfied'])
  expect(ballots()[0]?.salt).not.toBe(first?.salt)
  expect(rooms.asked.filter((path) => path === ISSUE)).toHaveLength(1)
})

it.each([['ballot_issued', 'issued'], ['slip_drawn', 'slip'], ['round_not_open', 'closed']] as const)('forgets what cannot be cast: %s', (code, end) => {
  answer()
  rooms.instead = { path: ISSUE, reply: [409, { code }] }
  expect(go()).toBe(end)
  expect(stored).toEqual({})
})

it('keeps the earlier receipt when the round ends before a change arrives', () => {
  answer('fair')
  go()
  const receipt = kept()?.receipt
  answer('very_dissatisfied')
  rooms.instead = { path: CAST, reply: [409, { code: 'round_not_open' }] }
  expect(go()).toBe('closed')
  expect(kept()?.receipt).toBe(receipt)
  expect(kept()?.answer).toBeUndefined()
})

it('asks for the second factor, or the code, and waits with the answer', () => {
  answer()
  rooms.instead = { path: ISSUE, reply: [403, { code: 'second_factor' }] }
  expect(go()).toBe('factor')
  rooms.instead = { path: ISSUE, reply: [403, {}] }
  expect(go()).toBe('expired')
  expect(kept()?.answer?.level).toBe('very_dissatisfied')
  rooms.instead = null
  expect(go()).toBe('done')
})

it.each([429, 500, 502, 503])('comes again after %i', (status) => {
  answer()
  rooms.instead = { path: CAST, reply: [status, {}] }
  expect(go()).toBe('again')
})

it('casts nothing with a signature that is none', () => {
  answer()
  rooms.instead = { path: ISSUE, reply: [200, { signature: Buffer.alloc(256, 7).toString('base64url') }] }
  expect(go()).toBe('refused')
  expect(rooms.asked).toEqual([ISSUE])
})

it('takes no receipt for another ballot than its own', () => {
  answer()
  rooms.instead = { path: CAST, reply: [200, { commitment: 'ab'.repeat(32) }] }
  expect(go()).toBe('refused')
  expect(kept()?.receipt).toBeUndefined()
})

it('serves as long as the page lives where nothing can be stored', () => {
  vi.stubGlobal('localStorage', { ...storage, setItem: () => { throw new Error('no storage') } })
  const keep = keepOf(PAPER.round)
  expect(keep.lasting).toBe(false)
  answer('fair', keep)
  expect(go(keep)).toBe('done')
  expect(keep.read(PAPER.official)?.receipt).toMatch(/^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/)
})

it('keeps nothing on a shared tablet', () => {
  stored['lianxin-shared-tablet'] = 'yes'
  const keep = keepOf(PAPER.round)
  answer('fair', keep)
  expect(go(keep)).toBe('done')
  expect(Object.keys(stored)).toEqual(['lianxin-shared-tablet'])
})

it('has one ballot when two windows of a phone begin at once', () => {
  answer()
  const first = keepOf(PAPER.round)
  // The other window read before this one had written.
  const stale = JSON.parse(JSON.stringify(kept())) as ReturnType<typeof kept>
  expect(go(first)).toBe('done')
  const other = { ...keepOf(PAPER.round), read: vi.fn(keepOf(PAPER.round).read).mockReturnValueOnce(stale) }
  const receipt = kept()?.receipt
  expect(go(other)).toBe('done')
  expect(ballots()).toHaveLength(1)
  expect(kept()?.receipt).toBe(receipt)
})
