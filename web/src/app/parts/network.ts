import { ref } from 'vue'

/** The phone's own word on the network. It may say "online" in a dead spot, never "offline" on a good line. */
export const offline = ref(false)

export function watchNetwork(): void {
  const look = () => (offline.value = !navigator.onLine)
  window.addEventListener('online', look)
  window.addEventListener('offline', look)
  look()
}
