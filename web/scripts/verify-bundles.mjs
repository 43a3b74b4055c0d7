/**
 * What the phone's verifier says of every bundle in a folder, one line of JSON each, for the test that compares it with
 * `lianxin draw verify`: node verify-bundles.mjs FOLDER
 * What somebody wrote down beforehand stands beside NAME.json in NAME.told.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const { module } = await runnerImport(join(root, 'src/audit/pdraw1/verify.ts'), { root, configFile: false, logLevel: 'error' })
const [folder] = process.argv.slice(2)
if (!folder) throw new Error('which folder?')

for (const name of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
  const told = join(folder, name.replace(/json$/, 'told'))
  const witnessed = existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : {}
  const verdict = module.verify(new Uint8Array(readFileSync(join(folder, name))), witnessed)
  const said = verdict.kind === 'broken' ? { code: verdict.wrong.code, values: verdict.wrong.values }
    : verdict.kind === 'holds' ? { last_lock: verdict.meeting.lastLock, rounds: verdict.meeting.rounds.length }
    : {}
  console.log(JSON.stringify({ name, kind: verdict.kind, ...said }))
}
