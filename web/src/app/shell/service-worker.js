/*
 * The officials' app without a network: its pages, scripts and styles, as one version. The build puts the list in place of
 * the two names below. Nothing of the API, of a household's page or of a ballot ever passes through here: what is not on the
 * list goes to the network as if this file did not exist. Old browsers run it as it is written: nothing newer than ES2017.
 */
const VERSION = __SHELL_VERSION__
const FILES = __SHELL_FILES__
const CACHE = `lianxin-app-${VERSION}`
/** The one page that answers every address of the app. */
const PAGE = '/app'
const listed = new Set(FILES)

self.addEventListener('install', (event) => {
  event.waitUntil(fill())
})

async function fill() {
  const cache = await caches.open(CACHE)
  // `reload`: past the browser's own cache, so that a version is whole or is not installed at all.
  await cache.addAll(FILES.map((path) => new Request(path, { cache: 'reload', credentials: 'omit' })))
}

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver())
})

async function takeOver() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith('lianxin-app-') && name !== CACHE).map((name) => caches.delete(name)))
  await self.clients.claim()
}

self.addEventListener('message', (event) => {
  // Only when whoever holds the phone has said so: a form in hand is not taken away.
  if (event.data === 'take-over') void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const url = new URL(request.url)
  if (url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (url.pathname === PAGE || url.pathname.startsWith(`${PAGE}/`)) event.respondWith(kept(PAGE, request))
    return
  }
  if (listed.has(url.pathname) && url.pathname !== PAGE) event.respondWith(kept(url.pathname, request))
})

async function kept(path, request) {
  const cache = await caches.open(CACHE)
  // A browser short of space may have emptied the cache.
  return (await cache.match(path)) || fetch(request)
}
