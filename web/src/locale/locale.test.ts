import { describe, expect, it } from 'vitest'
import en from '../../locales/en.json'
import auditEn from '../../locales/en/audit.json'
import zh from '../../locales/zh-CN.json'
import auditZh from '../../locales/zh-CN/audit.json'
import { chosenLang, fill } from './index'

type Tree = { [key: string]: string | Tree }

function texts(tree: Tree, path = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') all.set(path + key, value)
    else for (const [inner, text] of texts(value, `${path}${key}.`)) all.set(inner, text)
  }
  return all
}

const placeholders = (text: string | undefined) => (text?.match(/\{\w+\}/g) ?? []).sort()

describe.each([['the desk’s and the app’s', zh, en], ['of the public pages', auditZh, auditEn]])('the catalogues %s', (_, inChinese, inEnglish) => {
  const chinese = texts(inChinese as Tree)
  const english = texts(inEnglish as Tree)

  it('have equal keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('ask for the same values in both languages', () => {
    const differing = [...chinese].filter(([key, text]) => placeholders(text).join() !== placeholders(english.get(key)).join())
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it('count only what they name', () => {
    const uncounted = [...english].filter(([, text]) => [...text.matchAll(/\{(\w+):/g)].some(([, name]) => !text.includes(`{${name}}`)))
    expect(uncounted).toEqual([])
  })

  it('leave no text empty', () => {
    expect([...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([])
  })
})

describe.each(Object.entries(import.meta.glob('../../locales/zh-CN{.json,/*.json}', { eager: true, import: 'default' })))('Chinese in %s', (_, catalogue) => {
  it('has Chinese punctuation', () => {
    expect([...texts(catalogue as Tree).values()].filter((text) => /\p{Script=Han}[,;:?!(]\p{Script=Han}/u.test(text))).toEqual([])
  })
})

describe('the language', () => {
  it('is Chinese unless the cookie says otherwise', () => {
    expect(chosenLang('')).toBe('zh-CN')
    expect(chosenLang('a=1; lang=en')).toBe('en')
    expect(chosenLang('slang=en')).toBe('zh-CN')
  })

  it('counts in words', () => {
    expect(fill(en.common.due.left, { days: 1 })).toBe('1 day left')
    expect(fill(en.common.due.left, { days: '21' })).toBe('21 days left')
  })

  it('leaves a placeholder without a value as it is', () => {
    expect(fill('{n} of {total}', { n: 3 })).toBe('3 of {total}')
  })
})
