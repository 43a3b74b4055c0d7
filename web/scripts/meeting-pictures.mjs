// A meeting held for its pictures: announced, thrown, locked, revealed, a household on the phone. Everything goes through the
// API as a console would send it.
import { createHash, randomBytes } from 'node:crypto'

/** Codes of a notary: the tip, and what lies in the first envelope, the second, ... */
function seal(count) {
  const chain = [randomBytes(32)]
  for (let made = 0; made < count; made += 1) chain.push(createHash('sha256').update(chain[made]).digest())
  const [tip, ...codes] = chain.reverse().map((code) => code.toString('hex'))
  return { tip, codes }
}

export async function meetingPictures(browser, url, signIn, save) {
  const seat = async (login) => {
    const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
    if (login) await signIn(context, url, login)
    const send = async (method, path, data = {}) => {
      const answer = await context.request[method](`${url}/api/meetings${path}`, { data, headers: { 'X-Lianxin': '1' } })
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
      return answer.json()
    }
    return { context, send }
  }
  const [host, typist, caller, hall] = await Promise.all([seat('host'), seat('typist'), seat('caller'), seat()])
  const { today } = await (await host.context.request.get(`${url}/api/me`)).json()
  const screen = await hall.context.newPage()
  await screen.setViewportSize({ width: 1920, height: 1080 })
  const desk = await host.context.newPage()
  const show = async (page, path, text, name) => {
    await page.goto(path)
    await page.getByText(text).first().waitFor()
    await page.waitForTimeout(500)
    await save(page, name)
  }

  async function prepare(code, rehearsal) {
    const { tip, codes } = seal(4)
    const { id } = await host.send('post', '', {
      code, title: '第七次现场调查会', place: '县文化中心', meets_on: today, rehearsal,
      agenda: [{ at: '09:00', title: '宣读公告，公证员验封' }, { at: '09:10', title: '现场抽取、应答、核实' }, { at: '11:30', title: '整改承诺' }],
      rosters: [{ name: 'officials', kind: 'officials', stratum: 'township', weighted: false, rows: [] }, { name: 'households', kind: 'households', weighted: false, rows: [] }],
      plan: 's1:officials:n=1;h1:households:n=3,in=s1', sources: 'dice20', otc_tip: tip,
      exclusions: [{ number: 'A00003', reason_code: 'LEAVE' }, { number: 'A00007', reason_code: 'POSTED' }, { number: 'A00011', reason_code: 'HOSPITAL' }],
      recusals: [], stratum: 'township',
    })
    await host.send('post', `/${id}/announcement`)
    return { id, codes }
  }
  async function begin(id) {
    const { carried } = await host.send('post', `/${id}/opening`, { values: [{ source: 'dice20', value: '31415926535897932384' }] })
    for (const { label } of carried) await host.send('put', `/${id}/carried/${label}`, { outcome: 'IN_PERSON' })
  }
  async function lock(id, step, dice) {
    await host.send('post', `/${id}/dice`, { step, dice })
    return typist.send('post', `/${id}/dice`, { step, dice })
  }

  const { id, codes } = await prepare(`YS-2026-07-${Date.now() % 100000}`, false)
  await show(screen, `/stage/${id}`, '公告校验值', 'stage-announced')
  await begin(id)
  await lock(id, 's1', '271828')
  await show(screen, `/stage/${id}`, '骰子已锁定', 'stage-locked')
  const first = await host.send('post', `/${id}/rounds/1/reveal`, { otc: codes[0] })
  const official = first.rounds[0].selected[0]
  await show(screen, `/stage/${id}`, official.name, 'stage')
  for (const [question, reply] of Object.entries({ came: 'yes', left_card: 'yes', asked_opinions: 'yes', answered: 'yes', solved: 'no' })) {
    await host.send('put', `/${id}/heard/${official.label}/answers/${question}`, { reply, note: '' })
  }
  await host.send('put', `/${id}/rounds/1/outcomes/${official.label}`, { outcome: 'IN_PERSON' })
  await lock(id, `h1/${official.label}`, '314159')
  const second = await host.send('post', `/${id}/rounds/2/reveal`, { otc: codes[1] })
  const household = second.rounds[1].selected[0].label
  await caller.send('post', `/${id}/heard/${household}/calls`, { result: 'answered' })
  for (const [question, reply] of Object.entries({ came: 'yes', left_card: 'yes', asked_opinions: 'no', answered: 'no', solved: 'no' })) {
    await caller.send('put', `/${id}/heard/${household}/answers/${question}`, { reply, note: '' })
  }
  await show(screen, `/stage/${id}`, '不一致', 'stage-tested')
  await show(desk, `/desk/meetings/${id}`, '干部与群众说法不一致', 'desk-meeting')

  const rehearsal = await prepare(`REHEARSAL-07-${Date.now() % 100000}`, true)
  await begin(rehearsal.id)
  await lock(rehearsal.id, 's1', '161803')
  await host.send('post', `/${rehearsal.id}/rounds/1/reveal`, { otc: rehearsal.codes[0] })
  await show(screen, `/stage/${rehearsal.id}`, '结果不作数', 'stage-rehearsal')
  for (const { context } of [host, typist, caller, hall]) await context.close()
}
