import createClient, { type Middleware } from 'openapi-fetch'
import { readProblem } from './problem'
import type { paths } from './schema'

/** Where someone goes whose session has ended, and comes back from. */
export function signInAddress(from: Location = window.location): string {
  return `/sign-in?next=${encodeURIComponent(from.pathname + from.search)}`
}

const behaviour: Middleware = {
  onRequest({ request }) {
    // Other sites cannot set this header: the server refuses writes without it.
    request.headers.set('X-Lianxin', '1')
    return request
  },
  async onResponse({ request, response }) {
    await refuse(request, response)
    return undefined
  },
}

/** Throws what the server says instead of an answer; a session that has ended is told to the surface first. */
async function refuse(request: Request, response: Response): Promise<void> {
  if (response.ok) return
  const asksForSession = new URL(request.url).pathname === '/api/session' && request.method === 'POST'
  if (response.status === 401 && !asksForSession && !window.location.pathname.startsWith('/sign-in')) onSignedOut()
  throw await readProblem(response)
}

/** The session has ended: said by a request that went past the typed client. */
export function signedOut(): void {
  onSignedOut()
}

let onSignedOut = () => window.location.assign(signInAddress())

/** The officials' app keeps its outbox when a session ends, so it decides itself what to do. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action
}

export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' })
api.use(behaviour)

/** A body that is no JSON: a photo. */
export async function putBytes(path: string, bytes: ArrayBuffer, type: string, signal?: AbortSignal): Promise<void> {
  await sendBytes('PUT', path, bytes, type, signal)
}

/** A file of ours that comes back. */
export async function postFile(path: string, file: Blob): Promise<void> {
  await sendBytes('POST', path, await file.arrayBuffer(), 'application/octet-stream')
}

async function sendBytes(method: string, path: string, bytes: ArrayBuffer, type: string, signal?: AbortSignal): Promise<void> {
  const request = new Request(path, { method, body: bytes, headers: { 'Content-Type': type, 'X-Lianxin': '1' }, credentials: 'same-origin', signal })
  await refuse(request, await fetch(request))
}

/** A file that is made when it is asked for, and named by the server. */
export async function askForFile(path: string): Promise<void> {
  const request = new Request(path, { method: 'POST', headers: { 'X-Lianxin': '1' }, credentials: 'same-origin' })
  const response = await fetch(request)
  await refuse(request, response)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? ''
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** The body of an answer. Failures have been thrown as `ApiProblem` before. */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data as NonNullable<T>
}
