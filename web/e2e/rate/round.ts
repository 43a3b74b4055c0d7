import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { ask, type County } from '../served-county'
import { importSheet } from '../sheet'

const HEADERS = { 'X-Lianxin': '1' }

async function send<T>(office: Page, path: string, data: object): Promise<T> {
  const answer = await office.request.post(path, { data, headers: HEADERS })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as T
}

/** The public key of a trustee whose secret nobody keeps: such a round is never counted. */
function trustee(): string {
  const { x } = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })
  return Buffer.from(x ?? '', 'base64url').toString('base64')
}

/** A round of the whole county, from its draft until households may rate. */
export async function openRound(office: Page, code: string, factor = 'none'): Promise<void> {
  await openWith(office, { code, name: '年度群众评议', factor })
}

/** The evaluation of a unit, from its draft until colleagues may rate; its id. */
export async function openEvaluation(office: Page, code: string, unit: string): Promise<string> {
  return openWith(office, { code, name: '单位民主测评', kind: 'unit', scope_kind: 'unit', scope_id: unit })
}

/** Six newcomers in the first unit: that of a village has not colleagues enough. Returns the unit's id. */
export async function staff(office: Page): Promise<string> {
  const { items: [unit] } = await ask<{ items: { id: string; code: string }[] }>(office, '/api/units?limit=1')
  if (!unit) throw new Error('the demo has no unit')
  const rows = ['甲', '乙', '丙', '丁', '戊', '己'].map((name, nth) => `A0990${nth},新来${name},女,${unit.code},科员,在职`)
  await importSheet(office, 'officials', ['干部编号,姓名,性别,单位代码,职级,状态', ...rows])
  return unit.id
}

async function openWith(office: Page, asked: object): Promise<string> {
  const today = new Date().toISOString().slice(0, 10)
  const form = { opens_on: today, closes_on: '2099-12-31', trustee_keys: [trustee(), trustee()], ...asked }
  const { id } = await send<{ id: string }>(office, '/api/rating-rounds', form)
  await send(office, `/api/rating-rounds/${id}/prepare`, {})
  const state = async () => {
    const found = await office.request.get('/api/rating-rounds')
    const { items } = (await found.json()) as { items: { id: string; state: string }[] }
    return items.find((round) => round.id === id)?.state
  }
  await expect.poll(state, { timeout: 120_000 }).toBe('ready')
  const { missing } = await ask<{ missing: number }>(office, `/api/rating-rounds/${id}/duty-reports`)
  await send(office, `/api/rating-rounds/${id}/open?missing_reports=${missing}`, {})
  return id
}

/** The first trustee's key ends the rating of the demo's open round, unless it has ended. */
export async function endRating(office: Page, county: County): Promise<void> {
  const { items } = await ask<{ items: { id: string; state: string }[] }>(office, '/api/rating-rounds')
  const open = items.find((round) => round.state === 'open')
  if (!open) return
  const trustee_key = readFileSync(join(county.trusteeKeys, '1.secret'), 'utf8').trim()
  await send(office, `/api/rating-rounds/${open.id}/close`, { trustee_key })
}

/** A household's address, as its card carries it. */
export async function door(office: Page, household: string): Promise<string> {
  const { address } = await send<{ address: string }>(office, `/api/households/${household}/household-code`, {})
  return new URL(address).pathname
}

/** Households of the demo's official that have a number. */
export async function households(official: Page): Promise<string[]> {
  const { items } = await ask<{ items: { id: string; phone_masked?: string }[] }>(official, '/api/households?limit=40')
  return items.filter((each) => each.phone_masked).map(({ id }) => id)
}
