import type zh from '../../locales/zh-CN/audit.json'
import { lang, loadCatalogue, t as text, type Params, type Paths } from '../locale'

/** Every key of this surface's own catalogue: a phone at home loads these few words and not the desk's. */
export type Key = Paths<typeof zh>

export const t = text as (key: Key, params?: Params) => string

export const loadWords = (): Promise<void> =>
  loadCatalogue({ 'zh-CN': () => import('../../locales/zh-CN/audit.json'), en: () => import('../../locales/en/audit.json') })

/** The word for a code; a code of a newer server shows as it is. */
export function wordOf(group: 'state' | 'outcome' | 'roster' | 'excuse' | 'draw_purpose' | 'draw_state', code: string): string {
  const found = text(`${group}.${code}` as never)
  return found === `${group}.${code}` ? code : found
}

export const rosterName = (name: string): string => {
  const found = wordOf('roster', name)
  return found === name ? t('roster.other', { name }) : found
}

/** What is wrong with a draw, in the server's words for it; they are long and wanted rarely. */
export async function reasons(): Promise<Record<string, string>> {
  const { draw } = lang() === 'en' ? await import('./reasons-en') : await import('./reasons-zh')
  return draw
}
