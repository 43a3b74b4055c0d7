import { readProblem } from '../../api/problem'
import { signedOut } from '../../api/client'

/** One JSON request to an operation that the phone knows before the generated types do. */
export async function call<T>(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { 'X-Lianxin': '1' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const response = await fetch(path, { method, headers, credentials: 'same-origin', body: body === undefined ? undefined : JSON.stringify(body), signal })
  if (!response.ok) {
    if (response.status === 401) signedOut()
    throw await readProblem(response)
  }
  return (response.status === 204 ? undefined : await response.json()) as T
}
