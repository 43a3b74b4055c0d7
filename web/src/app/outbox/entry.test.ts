import { webcrypto } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newKey, seal, unseal } from './cipher'
import { asAnother, bodyOf, missing, newEntry } from './entry'
import { newId } from './id'

const crypto = webcrypto as unknown as Crypto
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const begun = () =>
  newEntry({ account_id: 'a', household: { id: 'h', head_name: '王', code: '1' }, claimed_at: '2026-11-22T02:00:00.000Z', step: 2 })

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
    expect(bodyOf({ ...begun(), topic: 'family', note: '  ', tag: '' })).toEqual({
      household_id: 'h', claimed_at: '2026-11-22T02:00:00.000Z', topic: 'family',
    })
  })

  it('carries its request with the id it was born with', () => {
    const entry = { ...begun(), topic: 'family', tag: ' ab12 ', request: { id: 'r', topic_id: '', body: ' 路灯坏了 ' } }
    expect(bodyOf(entry)).toMatchObject({ tag: 'AB12', request: { id: 'r', body: '路灯坏了' } })
    expect(bodyOf(entry).request).not.toHaveProperty('topic_id')
    expect(bodyOf(entry)).toEqual(bodyOf(entry))
  })

  it('gets new ids for both when it becomes another visit', () => {
    const entry = { ...begun(), tried: true, request: { id: 'r', topic_id: '', body: '路灯' } }
    const other = asAnother(entry)
    expect(other.id).not.toBe(entry.id)
    expect(other.request?.id).not.toBe('r')
    expect(other).toMatchObject({ standing: 'draft', tried: false, refusal: null, step: 2 })
  })

  it('names what is missing, and a visit in the future', () => {
    const now = new Date('2026-11-22T02:00:30.000Z')
    expect(missing(begun(), now)).toEqual(['topic'])
    expect(missing({ ...begun(), topic: 'x', claimed_at: '2026-11-22T03:00:00.000Z' }, now)).toEqual(['claimed_at'])
    expect(missing({ ...begun(), topic: 'x', request: { id: 'r', topic_id: '', body: ' ' } }, now)).toEqual(['request'])
    expect(missing({ ...begun(), topic: 'x' }, now)).toEqual([])
  })
})

describe('a sealed entry', () => {
  it('opens with its key and under its own name only', async () => {
    const key = await newKey(crypto.subtle)
    const sealed = await seal(key, 'id|account', { note: '老人腿脚不便' }, crypto)
    expect(await unseal(key, 'id|account', sealed, crypto)).toEqual({ note: '老人腿脚不便' })
    expect(await unseal(key, 'id|other', sealed, crypto)).toBeNull()
    expect(await unseal(await newKey(crypto.subtle), 'id|account', sealed, crypto)).toBeNull()
  })

  it('shows nothing of what was said, and its key cannot be read out', async () => {
    const key = await newKey(crypto.subtle)
    const { text } = await seal(key, 'x', { note: '老人腿脚不便' }, crypto)
    expect(Buffer.from(text).includes(Buffer.from('老人'))).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })
})
