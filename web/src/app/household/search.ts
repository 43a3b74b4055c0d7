import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { api, take } from '../../api/client'
import type { Household } from '../../api/shapes'
import { me } from '../../session/session'
import { byNeed, fits } from './order'

const PAUSE_MS = 250

/**
 * Narrows my households to what is typed. Names and addresses are compared on the phone, at once and without a network; the
 * server adds those that fit by pinyin.
 */
export function searchMine(all: Ref<Household[]>, typed: Ref<string>) {
  const byServer = shallowRef<ReadonlySet<string>>(new Set())
  const asking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(typed, (text) => {
    clearTimeout(timer)
    byServer.value = new Set()
    const official = me.value?.official
    asking.value = official !== undefined && text.trim() !== ''
    if (asking.value) timer = setTimeout(() => void ask(text.trim(), official?.id), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  async function ask(text: string, official: string | undefined): Promise<void> {
    try {
      const page = await take(api.GET('/api/households', { params: { query: { q: text, official_id: official, limit: 100 } } }))
      if (typed.value.trim() === text) byServer.value = new Set(page.items.map((household) => household.id))
    } catch {
      // Without the server what the phone knows must do.
    } finally {
      if (typed.value.trim() === text) asking.value = false
    }
  }

  const found = computed(() => {
    if (typed.value.trim() === '') return all.value
    return all.value.filter((household) => fits(household, typed.value) || byServer.value.has(household.id)).sort(byNeed)
  })
  return { found, asking }
}
