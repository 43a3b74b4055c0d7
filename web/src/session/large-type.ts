import { ref } from 'vue'

const KEY = 'lianxin.type'

/** 关怀版: larger type on every surface, remembered on the device. */
export const largeType = ref(false)

function apply(on: boolean): void {
  largeType.value = on
  if (on) document.documentElement.dataset['type'] = 'large'
  else delete document.documentElement.dataset['type']
}

export function loadLargeType(): void {
  try {
    apply(localStorage.getItem(KEY) === 'large')
  } catch {
    apply(false)
  }
}

export function toggleLargeType(): void {
  apply(!largeType.value)
  try {
    localStorage.setItem(KEY, largeType.value ? 'large' : 'normal')
  } catch {
    // Private windows keep nothing: the switch then lasts as long as the page.
  }
}
