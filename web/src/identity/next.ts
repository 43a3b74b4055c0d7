/** Where to go after signing in: an address of this site only, never one that leaves it. */
export function safeNext(next: unknown): string | null {
  if (typeof next !== 'string' || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return null
  return next.startsWith('/sign-in') ? null : next
}
