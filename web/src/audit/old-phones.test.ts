import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The build brings the syntax down to Chrome 64; what the language's library or the style sheets lack there, it does not. */
const LATER = [
  /\bBigInt\b|\d+n\b(?![=\w])/, /\.flatMap\(|\.flat\(/, /\.replaceAll\(|\.matchAll\(/, /\.trimStart\(|\.trimEnd\(/, /\bObject\.(fromEntries|hasOwn|groupBy)\b/, /\.at\(-?\d/, /\bglobalThis\b/,
  /\bPromise\.(allSettled|any)\b/, /\bstructuredClone\b|\bqueueMicrotask\b|\brandomUUID\b|\bAbortController\b/, /\.toSorted\(|\.toReversed\(|\.findLast/,
  /navigator\.clipboard/, /(?<!grid-)(?<!-)\bgap:/, /\binset:|aspect-ratio:|\b(min|max|clamp)\(\d+(px|rem|vw)/,
]

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : /(?<!\.test)\.(ts|vue|css)$/.test(entry.name) ? [join(folder, entry.name)] : [])
}

it('uses nothing that a phone of 2018 lacks', () => {
  // What the pages take from elsewhere runs on the same phones.
  const shared = ['parts/BrandMark.vue', 'parts/LanguageAndType.vue', 'parts/AppIcon.vue', 'stage/StageQr.vue', 'locale/index.ts', 'locale/format.ts', 'session/large-type.ts']
  const found = files(import.meta.dirname).concat(shared.map((file) => join(import.meta.dirname, '..', file))).flatMap((file) =>
    readFileSync(file, 'utf8').split('\n').flatMap((line, index) => (LATER.some((later) => later.test(line)) ? [`${file}:${index + 1}: ${line.trim()}`] : [])))
  expect(found).toEqual([])
})
