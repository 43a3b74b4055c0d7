import { ref } from 'vue'

/** A short word at the foot of the screen on what just happened; read out by screen readers. */
export interface Notice { text: string; tone: 'green' | 'amber' | 'red' }
export const notice = ref<Notice | null>(null)

const SHOWN_MS = 4000
let timer: ReturnType<typeof setTimeout> | undefined

export function say(text: string, tone: Notice['tone'] = 'green'): void {
  notice.value = { text, tone }
  clearTimeout(timer)
  timer = setTimeout(() => (notice.value = null), SHOWN_MS)
}
