/**
 * Words of the interface. Both catalogues have equal keys (a test says so); only the one in use is loaded.
 * The server reads the same cookie, so its problem texts come in the same language.
 */
import type zh from '../../locales/zh-CN.json'

export type Lang = 'zh-CN' | 'en'
export type Paths<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}` }[keyof T & string]
/** Every key of the catalogue, as `section.name`. */
export type Key = Paths<typeof zh>
type Tree = { [key: string]: string | Tree }

let tree: Tree = {}
let current: Lang = 'zh-CN'

export function chosenLang(cookie: string): Lang {
  return /(?:^|;\s*)lang=en\b/.test(cookie) ? 'en' : 'zh-CN'
}

export function lang(): Lang {
  return current
}

/** Must have finished before the first `t()`. */
export function loadLocale(): Promise<void> {
  return loadCatalogue({ 'zh-CN': () => import('../../locales/zh-CN.json'), en: () => import('../../locales/en.json') })
}

/** The same for a surface that has a small catalogue of its own. */
export async function loadCatalogue(of: Record<Lang, () => Promise<{ default: unknown }>>): Promise<void> {
  current = chosenLang(document.cookie)
  tree = (await of[current]()).default as Tree
  document.documentElement.lang = current
}

/** Sets the cookie and starts the page anew, so that the server's texts change as well. */
export function switchLang(to: Lang): void {
  document.cookie = `lang=${to}; path=/; max-age=31536000; samesite=lax`
  window.location.reload()
}

function find(key: string): string | undefined {
  let node: string | Tree | undefined = tree
  for (const part of key.split('.')) node = typeof node === 'object' ? node[part] : undefined
  return typeof node === 'string' ? node : undefined
}

export type Params = Record<string, string | number>

/** Fills `{name}`; of `{name:day|days}` the first word stays where the value is 1, else the second. */
export function fill(text: string, params: Params): string {
  const counted = text.replace(/\{(\w+):([^|{}]*)\|([^{}]*)\}/g, (whole, name: string, one: string, many: string) =>
    name in params ? (String(params[name]) === '1' ? one : many) : whole)
  return counted.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
}

export function t(key: Key, params?: Params): string {
  const text = find(key) ?? key
  return params ? fill(text, params) : text
}

/** The word for a code of the API (`words.state.open`); a code of a newer server shows as it is. */
export function word(group: string, code: string | null | undefined): string {
  if (!code) return ''
  return find(`words.${group}.${code}`) ?? code
}

/** The same where it begins a line or a button: English wants a capital there. */
export function headWord(group: string, code: string | null | undefined): string {
  const text = word(group, code)
  return text.charAt(0).toUpperCase() + text.slice(1)
}
