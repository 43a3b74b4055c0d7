/**
 * Meetings as the phone's verifier would draw them, for the test that has `lianxin` check them:
 * node make-bundles.mjs FOLDER [OFFICIALS]
 * With a number of officials it makes one meeting of that size, bundle.json, which the benchmark verifies.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const load = async (name) => (await runnerImport(join(root, `src/audit/pdraw1/${name}.ts`), { root, configFile: false, logLevel: 'error' })).module
const [{ Mac, sha256 }, { hex, unhex, utf8 }, { sortTickets, ticketOfRow, walk }, { readPlan }, { pairUp }, { lockOf }, { hashOf, readRoster }] =
  await Promise.all(['sha256', 'text', 'select', 'plan', 'pair', 'verify', 'files'].map(load))

/** Numbers of a hash chain: the same seed makes the same meeting. */
function chance(seed) {
  let state = sha256(utf8(String(seed)))
  return (end) => {
    state = sha256(state)
    return (state[0] * 16777216 + state[1] * 65536 + state[2] * 256 + state[3]) % end
  }
}

const STRATA = ['马站镇', 'ｚ镇', '𠮷村', '高桥镇', '许家湖镇']
const PLANS = ['n=3', 'per=f1,n=1', 'prop=f1,n=7', 'n=6,max=f1:2', 'n=4,weight=f3', 'prop=f1,n=5,max=f3:1,weight=f3', 'n=3,pair=inspectors:2']

function meeting(seed, people, presses) {
  const below = chance(seed)
  const label = (letter, n) => `${letter}${String(n).padStart(5, '0')}`
  const fileOf = (name, rows) => `pdraw1-roster|${name}|${rows.length}\n${rows.map((row) => `${row.join('|')}\n`).join('')}`
  const towns = people > 1000 ? Array.from({ length: 19 }, (_, i) => `第${i + 1}镇`) : STRATA
  const rosters = {
    officials: fileOf('officials', Array.from({ length: people }, (_, i) => [label('A', i + 1), towns[below(towns.length)], `王${i + 1}`, String(below(4))])),
    inspectors: fileOf('inspectors', Array.from({ length: 1 + below(6) }, (_, i) => [label('J', i)])),
  }
  const exclusions = Array.from({ length: people }, (_, i) => i + 1).filter(() => below(40) === 0).map((n) => `${label('A', n)}|LEAVE\n`).join('')
  const plan = PLANS.map((params, i) => `s${i + 1}:officials:${params}`).join(';')
  const codes = [sha256(utf8(`codes ${seed}`))]
  for (let i = 0; i < presses; i += 1) codes.unshift(sha256(codes[0]))
  const lines = ['pdraw1', `id=T-${seed}`]
  for (const name of Object.keys(rosters)) lines.push(`roster=${name}|${rosters[name].split('\n').length - 2}|${hashOf(rosters[name])}`)
  lines.push(`excluded=${exclusions.split('\n').length - 1}|${hashOf(exclusions)}`, `recused=0|${hashOf('')}`, 'sources=dice20', 'round_sources=dice6,otc', `otc_tip=${hex(codes[0])}`, `plan=${plan}`, '')
  const announcement = lines.join('\n')
  const digits = (count) => Array.from({ length: count }, () => below(10)).join('')
  const opening = `dice20=${digits(20)}`
  const A = hashOf(announcement)
  const secret = new Mac(new Mac(unhex(A)).of(utf8(opening)))
  const excluded = new Set(exclusions.split('\n').map((line) => line.split('|')[0]))
  const { rows } = readRoster('officials', rosters.officials)
  const inspectors = readRoster('inspectors', rosters.inspectors).rows.map((row) => row.label)
  const steps = readPlan(plan)
  const drawn = new Set()
  const rounds = []
  let lock = A
  for (let round = 1; round <= presses; round += 1) {
    const step = people > 1000 ? steps[(round - 1) % 4] : steps[below(steps.length)]
    const dice = digits(6)
    const entropy = `dice6=${dice};otc=${hex(codes[round])}`
    const key = new Mac(secret.of(utf8(`pdraw1|round|${round}|${step.name}|${entropy}`)))
    lock = lockOf(lock, round, step.name, dice)
    const eligible = rows.filter((row) => !excluded.has(row.label) && !drawn.has(row.label) && (step.weight === null || row.fields[2] !== '0'))
    const selected = walk(step, key, sortTickets(eligible.map((row) => ({ row, ticket: ticketOfRow(key, step, row) }))))
    const pairs = step.pair ? pairUp(key, selected, inspectors, step.pair.each, new Set()) : null
    for (const one of selected) drawn.add(one)
    rounds.push({
      round, step: step.name, entropy, lock, void: step.pair && !pairs ? 'PAIR_SHORTAGE' : null, selected, pairs: pairs && Object.fromEntries(pairs),
      outcomes: selected.map((one) => ({ label: one, outcome: 'IN_PERSON', at: '2026-11-22T04:00:00Z' })),
    })
  }
  return { protocol: 'pdraw1', announcement, rosters, exclusions, recusals: '', opening, rounds }
}

const [folder, size] = process.argv.slice(2)
if (!folder) throw new Error('which folder?')
if (size) writeFileSync(join(folder, 'bundle.json'), JSON.stringify(meeting(1, Number(size), 8)))
else for (let seed = 0; seed < 60; seed += 1) writeFileSync(join(folder, `${seed}.json`), JSON.stringify(meeting(seed, 5 + (seed * 7) % 60, 1 + (seed % 9))))
