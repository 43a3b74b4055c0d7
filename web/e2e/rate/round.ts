import { generateKeyPairSync } from 'node:crypto'
import { expect, type Page } from '@playwright/test'

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
  const today = new Date().toISOString().slice(0, 10)
  const form = { code, name: '年度群众评议', opens_on: today, closes_on: '2099-12-31', trustee_keys: [trustee(), trustee()], factor }
  const { id } = await send<{ id: string }>(office, '/api/rating-rounds', form)
  await send(office, `/api/rating-rounds/${id}/prepare`, {})
  const state = async () => {
    const found = await office.request.get('/api/rating-rounds')
    const { items } = (await found.json()) as { items: { id: string; state: string }[] }
    return items.find((round) => round.id === id)?.state
  }
  await expect.poll(state, { timeout: 120_000 }).toBe('ready')
  await send(office, `/api/rating-rounds/${id}/open`, {})
}

/** The first trustee's key ends the rating of the demo's open round. */
export async function endRating(office: Page, secret: string): Promise<void> {
  const found = await office.request.get('/api/rating-rounds')
  const { items } = (await found.json()) as { items: { id: string; state: string }[] }
  const open = items.find((round) => round.state === 'open')
  await send(office, `/api/rating-rounds/${open?.id}/close`, { trustee_key: secret })
}

/** A household's address, as its card carries it. */
export async function door(office: Page, household: string): Promise<string> {
  const { address } = await send<{ address: string }>(office, `/api/households/${household}/household-code`, {})
  return new URL(address).pathname
}

/** Households of the demo's official. */
export async function households(official: Page): Promise<string[]> {
  const found = await official.request.get('/api/households?limit=25')
  return ((await found.json()) as { items: { id: string }[] }).items.map(({ id }) => id)
}
