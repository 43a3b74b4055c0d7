import { webcrypto } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { asAnother, bodyOf, missing, newVisit, tagIn } from './entry'
import { newId } from '../../api/new-id'

const crypto = webcrypto as unknown as Crypto
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const NOW = new Date('2026-11-22T03:00:00.000Z')
const begun = () => newVisit('a', { id: 'h', head_name: '王', code: '1' }, '2026-11-22T02:00:00.000Z')

describe('an id made on the phone', () => {
  it('is a version 4 UUID with and without randomUUID', () => {
    const old = { getRandomValues: crypto.getRandomValues.bind(crypto) }
    expect(newId(crypto)).toMatch(UUID)
    const ids = new Set(Array.from({ length: 200 }, () => newId(old)))
    expect(ids.size).toBe(200)
    for (const id of ids) expect(id).toMatch(UUID)
  })
})

describe('an entry', () => {
  it('leaves out what was not filled in', () => {
    expect(bodyOf({ ...begun(), topic: 'family', note: '  ', tag: '' }, NOW)).toEqual({
      household_id: 'h', claimed_at: '2026-11-22T02:00:00.000Z', topic: 'family',
    })
  })

  it('carries its request with the id it was born with', () => {
    const entry = { ...begun(), topic: 'family', tag: ' ab12 ', request: { id: 'r', topic_id: '', body: ' 路灯坏了 ' } }
    expect(bodyOf(entry, NOW)).toMatchObject({ tag: 'AB12', request: { id: 'r', body: '路灯坏了' } })
    expect(bodyOf(entry, NOW).request).not.toHaveProperty('topic_id')
    expect(bodyOf(entry, NOW)).toEqual(bodyOf(entry, NOW))
  })

  it('gets new ids for both when it becomes another visit', () => {
    const entry = { ...begun(), tried: true, request: { id: 'r', topic_id: '', body: '路灯' } }
    const other = asAnother(entry)
    expect(other.id).not.toBe(entry.id)
    expect(other.kind === 'visit' && other.request?.id).not.toBe('r')
    expect(other).toMatchObject({ standing: 'draft', tried: false, refusal: null, sequence: 0 })
  })

  it('names what is missing, and a visit in the future', () => {
    const now = new Date('2026-11-22T02:00:30.000Z')
    expect(missing(begun(), now)).toEqual(['topic'])
    expect(missing({ ...begun(), topic: 'x', claimed_at: '2026-11-22T03:00:00.000Z' }, now)).toEqual(['claimed_at'])
    expect(missing({ ...begun(), topic: 'x', request: { id: 'r', topic_id: '', body: ' ' } }, now)).toEqual(['request'])
    expect(missing({ ...begun(), topic: 'x' }, now)).toEqual([])
  })
})

describe('what a phone tells of a visit', () => {
  it('is its own device, number and both clocks, with a position only when one was given', () => {
    const saved = { ...begun(), topic: 'x', device: 'd', sequence: 7, saved_at: '2026-11-22T02:10:00.000Z', opinion: ' 好 ', card_left: true }
    expect(bodyOf(saved, NOW)).toMatchObject({
      opinion: '好', card_left: true,
      evidence: { device_id: 'd', sequence: 7, saved_at: '2026-11-22T02:10:00.000Z', sent_at: '2026-11-22T03:00:00.000Z' },
    })
    expect(bodyOf(saved, NOW).evidence).not.toHaveProperty('position')
    const position = { latitude: 35.2, longitude: 118.4, accuracy_m: 12 }
    expect(bodyOf({ ...saved, position }, NOW).evidence?.position).toEqual(position)
  })

  it('is nothing on a page that keeps nothing', () => {
    expect(bodyOf({ ...begun(), topic: 'x' }, NOW)).not.toHaveProperty('evidence')
  })

  it.each([['https://lianxin.example/T/AB12CD34', 'AB12CD34'], [' ab12cd34 ', 'AB12CD34'], ['http://10.0.0.1:8371/t/ab12?x=1', 'AB12']])('reads the tag in %s', (scanned, tag) => {
    expect(tagIn(scanned)).toBe(tag)
  })
})
