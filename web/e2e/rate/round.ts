import { generateKeyPairSync } from 'node:crypto'
import { expect, type Page } from '@playwright/test'

export interface OpenRound {
  id: string
  secrets: string[]
}

const HEADERS = { 'X-Lianxin': '1' }

async function send<T>(office: Page, path: string, data: object): Promise<T> {
  const answer = await office.request.post(path, { data, headers: HEADERS })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as T
}

/** A trustee's pair of keys as `lianxin trustee new` makes it: public, secret. */
function trustee(): [string, string] {
  const { x, d } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
  const plain = (text?: string) => Buffer.from(text ?? '', 'base64url').toString('base64')
  return [plain(x), plain(d)]
}

/** A round of the whole county, from its draft until households may rate. */
export async function openRound(office: Page, code: string, factor = 'none'): Promise<OpenRound> {
  const pairs = [trustee(), trustee()]
  const today = new Date().toISOString().slice(0, 10)
  const form = { code, name: '年度群众评议', opens_on: today, closes_on: '2099-12-31', trustee_keys: pairs.map(([key]) => key), factor }
  const { id } = await send<{ id: string }>(office, '/api/rating-rounds', form)
  await send(office, `/api/rating-rounds/${id}/prepare`, {})
  const state = async () => {
    const found = await office.request.get('/api/rating-rounds')
    const { items } = (await found.json()) as { items: { id: string; state: string }[] }
    return items.find((round) => round.id === id)?.state
  }
  await expect.poll(state, { timeout: 120_000 }).toBe('ready')
  await send(office, `/api/rating-rounds/${id}/open`, {})
  return { id, secrets: pairs.map(([, secret]) => secret) }
}

/** The first trustee's key ends the rating. */
export async function closeRound(office: Page, round: OpenRound): Promise<void> {
  await send(office, `/api/rating-rounds/${round.id}/close`, { trustee_key: round.secrets[0] })
}

/** A household's address, as its card carries it. */
export async function door(office: Page, household: string): Promise<string> {
  const { address } = await send<{ address: string }>(office, `/api/households/${household}/household-code`, {})
  return new URL(address).pathname
}

/** So many households, the first of the county's. */
export async function households(office: Page): Promise<string[]> {
  const found = await office.request.get('/api/households?limit=24')
  return ((await found.json()) as { items: { id: string }[] }).items.map(({ id }) => id)
}
