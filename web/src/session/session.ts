import { ref } from 'vue'
import { api, take } from '../api/client'
import { asProblem } from '../api/problem'
import type { Me } from '../api/shapes'

/** Who is signed in; null before `loadMe` and after signing out. */
export const me = ref<Me | null>(null)

export async function loadMe(): Promise<Me> {
  const answer = await take(api.GET('/api/me'))
  me.value = answer
  return answer
}

/** Whether some role of mine allows an operation of the API at all; the server decides about the single row. */
export function may(operation: string): boolean {
  return me.value?.operations.includes(operation) ?? false
}

export function hasRole(...roles: string[]): boolean {
  return me.value?.roles.some((grant) => roles.includes(grant.role)) ?? false
}

/** The county's own day: the demo may stand on another day than the clock on the wall. */
export function today(): string {
  return me.value?.today ?? new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** `after`: what this surface forgets once the server has ended the session. */
export async function signOut(after?: () => Promise<void>): Promise<void> {
  try {
    await api.DELETE('/api/session')
  } catch (thrown) {
    // A session that has ended already is no reason to stay.
    if (asProblem(thrown).status !== 401) throw thrown
  }
  await after?.()
  me.value = null
  window.location.assign('/sign-in')
}
