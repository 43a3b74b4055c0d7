/** One request and what came back. */

export interface Said {
  /** 0: nothing came back. */
  status: number
  body: Record<string, unknown>
  /** Seconds after which to ask again, where the server says so. */
  after: number
}

const PATIENCE = 30_000

function parsed(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) as Record<string, unknown> | null) || {}
  } catch {
    return {}
  }
}

export function post(address: string, body: object, then: (said: Said) => void): void {
  const request = new XMLHttpRequest()
  let told = false
  const tell = (status: number) => {
    if (told) return
    told = true
    then({ status, body: parsed(request.responseText), after: Number(status && request.getResponseHeader('Retry-After')) || 0 })
  }
  request.open('POST', address)
  request.timeout = PATIENCE
  request.setRequestHeader('Content-Type', 'application/json')
  request.setRequestHeader('X-Lianxin', '1')
  request.onload = () => tell(request.status)
  request.onerror = request.ontimeout = request.onabort = () => tell(0)
  request.send(JSON.stringify(body))
}
