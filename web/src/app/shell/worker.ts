import { ref } from 'vue'

/** A newer version of the app lies ready; it takes over when whoever holds the phone says so. */
export const newVersion = ref(false)

let waiting: ServiceWorker | null = null
const HOUR_MS = 3_600_000

/** Whether this page may keep anything at all: on plain HTTP browsers give neither a cipher nor a worker. */
export function keepsThings(): boolean {
  return window.isSecureContext && 'serviceWorker' in navigator
}

/** Makes the app's pages open without a network. Only the app is under the worker, never a household's page. */
export async function installShell(): Promise<void> {
  if (!keepsThings() || import.meta.env.DEV) return
  try {
    const shell = await navigator.serviceWorker.register('/sw.js', { scope: '/app', updateViaCache: 'none' })
    offer(shell.waiting)
    shell.addEventListener('updatefound', () => {
      const fresh = shell.installing
      fresh?.addEventListener('statechange', () => {
        if (fresh.state === 'installed') offer(shell.waiting)
      })
    })
    setInterval(() => void shell.update().catch(() => undefined), HOUR_MS)
  } catch {
    // Without it the app needs the network to open; everything else works.
  }
}

/** The first version has nothing to replace and is not offered. */
function offer(fresh: ServiceWorker | null): void {
  if (!fresh || !navigator.serviceWorker.controller) return
  waiting = fresh
  newVersion.value = true
}

/** `before` puts what is being written on the phone; then the page starts anew in the new version. */
export async function takeNewVersion(before: () => Promise<unknown>): Promise<void> {
  await before()
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  waiting?.postMessage('take-over')
}

/** Takes the app's files off this phone: it was revoked. */
export async function removeShell(): Promise<void> {
  if (!keepsThings()) return
  const registered = await navigator.serviceWorker.getRegistrations()
  await Promise.all(registered.map((shell) => shell.unregister()))
  const names = await caches.keys()
  await Promise.all(names.map((name) => caches.delete(name)))
}
