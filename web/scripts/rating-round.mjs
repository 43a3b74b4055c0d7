/** The doors to the open round of a running demo county: it is about the village of the demo's official. */

async function asks(address, login) {
  const headers = { 'content-type': 'application/json', 'x-lianxin': '1' }
  const signedIn = await fetch(`${address}/api/session`, { method: 'POST', headers, body: JSON.stringify({ login, password: 'lianxin-demo-2026' }) })
  headers.cookie = signedIn.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
  return async (path, form) => {
    const answer = await fetch(address + path, form ? { method: 'POST', headers, body: JSON.stringify(form) } : { headers })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}

/** The addresses on the cards of so many households. */
export async function doors(address, many) {
  const [official, office] = [await asks(address, 'official'), await asks(address, 'office')]
  const { items } = await official(`/api/households?limit=${many}`)
  const found = []
  for (const { id } of items) {
    const card = await office(`/api/households/${id}/household-code`, {})
    found.push(address + new URL(card.address).pathname)
  }
  return found
}
