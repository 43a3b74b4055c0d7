/** A round that households may rate in, opened in a running demo county, and the doors to it. */
import { generateKeyPairSync } from 'node:crypto'

/** Asks as the county office; with a form it is a POST. */
export async function office(address) {
  const headers = { 'content-type': 'application/json', 'x-lianxin': '1' }
  const signedIn = await fetch(`${address}/api/session`, { method: 'POST', headers, body: JSON.stringify({ login: 'office', password: 'lianxin-demo-2026' }) })
  headers.cookie = signedIn.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
  return async (path, form) => {
    const answer = await fetch(address + path, form ? { method: 'POST', headers, body: JSON.stringify(form) } : { headers })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}

/** Of the whole county, with keys of trustees that nobody keeps: it is never counted. */
export async function openRound(ask) {
  const trustee = () => Buffer.from(generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x, 'base64url').toString('base64')
  const today = new Date().toISOString().slice(0, 10)
  const form = { code: `R${Date.now()}`, name: '年度群众评议', opens_on: today, closes_on: '2099-12-31', trustee_keys: [trustee(), trustee()] }
  const { id } = await ask('/api/rating-rounds', form)
  await ask(`/api/rating-rounds/${id}/prepare`, {})
  const state = async () => (await ask('/api/rating-rounds')).items.find((round) => round.id === id).state
  while ((await state()) === 'preparing') await new Promise((resolve) => setTimeout(resolve, 200))
  await ask(`/api/rating-rounds/${id}/open`, {})
}

/** The path on a household's card. */
export async function household(ask, nth) {
  const { items } = await ask('/api/households?limit=50')
  const { address } = await ask(`/api/households/${items[nth].id}/household-code`, {})
  return new URL(address).pathname
}
