import { spawnSync } from 'node:child_process'
import { expectSound } from './axe/sound'
import { answerFirst, atOnce, hold, lock, next, openEnvelope, openUp, prepare, reveal, seats, send, typeDice } from './meeting/hall'
import { seal } from './notary'
import { ask, BINARY, expect, test } from './served-county'
import { phoneEverybody } from './sheet'

test.use({ countyName: 'meeting' })

interface Detail {
  code: string
  announcement_hash: string
  last_lock: string
  rounds: { number: number; lock: string; state: string; selected: { label: string; name: string; outcome?: string }[] }[]
}

test('a whole meeting on three screens, with the server killed between lock and reveal', async ({ open, county }, info) => {
  const envelopes = seal(6)
  await phoneEverybody(await open({ login: 'office' }))
  const host = await open({ login: 'host' })
  const id = await prepare(host, { code: 'HALL-2026-1', title: '第七次现场调查会', households: 2, exclusions: ['A00002'], tip: envelopes.tip })
  await expect(host.getByText('请假 1')).toBeVisible()
  await openUp(host)
  await answerFirst(host)
  const hall = await seats(open, host, id, envelopes)
  const { typist, stage } = hall
  const read = () => ask<Detail>(host, `/api/meetings/${id}`)

  await test.step('two people who type different dice are both asked again, and the hall sees it', async () => {
    await expect(stage.getByText('请观众掷骰子')).toBeVisible()
    await typeDice(host, '271828')
    await expect(typist.getByText('已录入，轮到您了。')).toBeVisible()
    // What the first typed is nowhere on the second screen.
    await expect(typist.getByText('271828')).toHaveCount(0)
    await typeDice(typist, '271882')
    await expect(typist.getByRole('alert')).toBeVisible()
    await expect(host.getByRole('alert')).toContainText('两人录入不一致')
    await expect(stage.getByText('两人录入不一致，请重新录入')).toBeVisible()
    await expect(host.getByLabel('骰子', { exact: true })).toHaveValue('')
  })

  await test.step('the server is killed between lock and reveal, and the result is the same', async () => {
    await lock(hall, '271828')
    const locked = (await read()).rounds[0]?.lock
    await county.kill()
    await expect(stage.getByText('连接中断，正在重连；画面仍是最后的结果')).toBeVisible()
    await expect(stage.getByRole('img', { name: '骰子 271828' })).toBeVisible()
    await expectSound(stage)
    await county.serveAgain()
    await expect(stage.getByText('连接中断，正在重连；画面仍是最后的结果')).toBeHidden()
    expect((await read()).rounds[0]?.lock).toBe(locked)
    await host.reload()
    // An envelope out of its order decides nothing.
    await openEnvelope(hall, 3)
    await expect(next(host).getByRole('alert')).toBeVisible()
    expect((await read()).rounds[0]?.state).toBe('locked')
    await reveal(hall, 1)
    const drawn = await host.getByRole('article').first().getByRole('listitem').getByRole('strong').innerText()
    await expect(stage.getByRole('main').getByText(drawn, { exact: true })).toBeVisible()
    expect((await read()).rounds[0]).toMatchObject({ lock: locked, selected: [{ name: drawn }] })
    await stage.reload()
    await expect(stage.getByRole('main').getByText(drawn, { exact: true })).toBeVisible()
  })

  await test.step('the official answers, and his households are drawn', async () => {
    await next(host).getByRole('group', { name: '今年来过吗' }).getByRole('button', { name: '是', exact: true }).click()
    await expect(stage.getByRole('row', { name: '今年来过吗' }).getByRole('cell').first()).toHaveText('是')
    await next(host).getByRole('button', { name: '现场应答' }).click()
    await expect(next(host).getByRole('heading', { name: /的联系户：录入骰子$/ })).toBeVisible()
    await lock(hall, '314159')
    await reveal(hall, 2)
    await expect(stage.getByText(/^向群众核实：/)).toBeVisible()
    await expectSound(stage)
    const [, households] = (await read()).rounds
    // A household is a number and a village on the screen, and nobody's name.
    expect(households?.selected.map((each) => each.name)).toEqual(['', ''])
  })

  await test.step('only the caller sees the number; what the household denies is marked', async () => {
    await expect(host.getByText('电话号码只显示给电话员。')).toBeVisible()
    const caller = await open({ login: 'caller' })
    await caller.goto(`/desk/meetings/${id}/calls`)
    await caller.getByRole('button', { name: '显示电话号码' }).click()
    await expect(caller.getByText('场外拨打，不播出')).toBeVisible()
    await caller.getByRole('button', { name: '接通', exact: true }).click()
    await caller.getByRole('group', { name: '今年来过吗' }).getByRole('button', { name: '否', exact: true }).click()
    await expect(caller.getByRole('row', { name: '今年来过吗' })).toContainText('干部与群众说法不一致')
    await caller.getByLabel('补充一句：今年来过吗').fill('去年来过一次')
    await caller.getByLabel('补充一句：今年来过吗').press('Enter')
    const asked = (await read()).rounds[1]?.selected[0]?.label ?? ''
    await expect.poll(async () => JSON.stringify(await ask(host, `/api/meetings/${id}/heard/${asked}/file`))).toContain('去年来过一次')
    await expect(stage.getByRole('row', { name: '今年来过吗' })).toContainText('不一致')
    for (const page of [stage, caller, host, typist]) await expectSound(page)
    const called = caller.getByRole('region', { name: `农户 ${asked}`, exact: true })
    await caller.getByRole('button', { name: '电话应答', exact: true }).click()
    await expect(called).toBeHidden()
    // A slip of the hand is taken back, and the caller is with the same household again; a draw never is.
    await expect(host.getByText(/^刚录入：应答情况/)).toBeVisible()
    await host.getByRole('button', { name: '撤销这一条' }).click()
    await expect(called.getByRole('button', { name: '电话应答', exact: true, pressed: false })).toBeVisible()
    await caller.getByRole('button', { name: '电话应答', exact: true }).click()
    const second = caller.getByRole('button', { name: '未接通', exact: true })
    await expect(caller.getByRole('navigation', { name: '要联系的人' }).getByText('电话应答')).toBeVisible()
    await expect(second).toBeDisabled()
    for (const result of ['无人接听', '占线或拒接', '关机或空号']) {
      await caller.getByRole('button', { name: result }).click()
      await expect(caller.getByRole('listitem').filter({ hasText: result })).toBeVisible()
    }
    await expect(second).toBeEnabled()
    await second.click()
  })

  await test.step('an envelope is lost: the round stands, and the next code yields it', async () => {
    await expect(next(host).getByRole('heading', { name: '第 3 轮：录入骰子' })).toBeVisible()
    await lock(hall, '161803')
    await host.getByRole('button', { name: '信封遗失' }).click()
    await host.getByRole('button', { name: '记下遗失，继续会议' }).click()
    await expect(next(host).getByRole('heading', { name: '第 4 轮：录入骰子' })).toBeVisible()
    await lock(hall, '141421')
    await reveal(hall, 4)
    await expect(host.getByRole('article').filter({ hasText: '已揭晓' })).toHaveCount(4)
    const { rounds } = await read()
    expect(rounds.map((round) => round.state)).toEqual(['revealed', 'revealed', 'revealed', 'revealed'])
    expect(rounds[2]?.selected).toHaveLength(1)
  })

  await test.step('the bundle holds against A and the last lock', async () => {
    for (const round of (await read()).rounds) {
      for (const { label, outcome } of round.selected) {
        if (!outcome) await send(host, 'put', `/api/meetings/${id}/rounds/${round.number}/outcomes/${label}`, { outcome: 'EXCUSED' })
      }
    }
    await host.getByRole('button', { name: '结束会议' }).click()
    await host.getByRole('button', { name: '确定结束' }).click()
    await expect(stage.getByText('本次抽取已结束，全部材料已公开')).toBeVisible()
    const download = host.waitForEvent('download')
    await host.getByRole('link', { name: '下载复核包' }).click()
    const bundle = info.outputPath('bundle.json')
    await (await download).saveAs(bundle)
    const meeting = await read()
    const verdict = spawnSync(BINARY, ['draw', 'verify', bundle, '--announced', meeting.announcement_hash, '--last-lock', meeting.last_lock], { encoding: 'utf8' })
    expect(verdict.status, verdict.stdout + verdict.stderr).toBe(0)
  })
})

test('an official who does not answer the phone answers first next time', async ({ open }) => {
  const envelopes = seal(3)
  const host = await open({ login: 'host' })
  const id = await prepare(host, { code: 'FIRST-2026-1', tip: envelopes.tip })
  await openUp(host)
  await answerFirst(host)
  const hall = await seats(open, host, id, envelopes)
  await lock(hall, '123456')
  await reveal(hall, 1)
  const name = await host.getByRole('article').first().getByRole('strong').innerText()
  const unanswered = next(host).getByRole('button', { name: '未接通', exact: true })
  await expect(unanswered).toBeDisabled()
  await next(host).getByText('他不在现场，打电话').click()
  const caller = await open({ login: 'caller' })
  await caller.goto(`/desk/meetings/${id}/calls`)
  for (let nth = 1; nth <= 3; nth += 1) {
    await caller.getByRole('button', { name: '无人接听' }).click()
    await expect(caller.getByText(`第 ${nth} 次`, { exact: true })).toBeVisible()
  }
  await expect(unanswered).toBeEnabled()
  await unanswered.click()
  await expect(hall.stage.getByRole('main').getByText('未接通').first()).toBeVisible()
  await host.getByRole('button', { name: '结束会议' }).click()
  await host.getByRole('button', { name: '确定结束' }).click()
  await expect(host.getByRole('heading', { name: '会议已结束' })).toBeVisible()

  const again = seal(2)
  const after = await prepare(host, { code: 'FIRST-2026-2', tip: again.tip })
  await openUp(host)
  await expect(next(host).getByRole('heading', { name: `先请上次未接通的${name}应答` })).toBeVisible()
  const stage = await open({ width: 1920, height: 1080 })
  await stage.goto(`/stage/${after}`)
  await expect(stage.getByText('上次未接通，先请应答')).toBeVisible()
  await expect(stage.getByText(name, { exact: true })).toBeVisible()
  await next(host).getByRole('button', { name: '现场应答' }).click()
  await expect(next(host).getByRole('heading', { name: '第 1 轮：录入骰子' })).toBeVisible()
  await expect(stage.getByText('请观众掷骰子')).toBeVisible()
})

test('a rehearsal cannot be mistaken on any screen', async ({ open }) => {
  const envelopes = seal(2)
  const host = await open({ login: 'host' })
  const id = await prepare(host, { code: 'TRY-2026-1', rehearsal: true, tip: envelopes.tip })
  await openUp(host)
  const hall = await seats(open, host, id, envelopes)
  for (const page of [host, hall.typist, hall.stage]) {
    await expect(page.getByText('彩 排').first()).toBeVisible()
    await expect(page.getByText('结果不作数')).toBeVisible()
    await expectSound(page)
  }
  await expect(hall.stage).toHaveTitle(/^彩 排/)
  expect((await ask<Detail>(host, `/api/meetings/${id}`)).code).toBe('REHEARSAL-TRY-2026-1')
})

test('two hosts who press at once get one result', async ({ open }) => {
  const envelopes = seal(2)
  const host = await open({ login: 'host' })
  const id = await prepare(host, { code: 'TWO-2026-1', tip: envelopes.tip })
  await openUp(host)
  await answerFirst(host)
  const hall = await seats(open, host, id, envelopes)
  const other = await open({ login: 'host' })
  await other.goto(`/desk/meetings/${id}`)
  await lock(hall, '654321')
  for (const page of [host, other]) await page.getByLabel('一次性码').fill(envelopes.codes[0] ?? '')
  await atOnce([host, other], '**/reveal')
  for (const page of [host, other]) await page.getByRole('button', { name: '揭晓', exact: true }).click()
  for (const page of [host, other]) await expect(next(page).getByRole('button', { name: '现场应答' })).toBeVisible()
  const { rounds } = await ask<Detail>(host, `/api/meetings/${id}`)
  expect(rounds).toHaveLength(1)
  for (const page of [host, other]) await expect(page.getByRole('article').getByRole('strong')).toHaveText(rounds[0]?.selected[0]?.name ?? '')
})

test('judges vote on their phones, sealed until the close', async ({ open }) => {
  const envelopes = seal(2)
  const host = await open({ login: 'host' })
  const id = await prepare(host, { code: 'PANEL-2026-1', tip: envelopes.tip })
  await openUp(host)
  await answerFirst(host)
  const hall = await seats(open, host, id, envelopes)
  await host.goto(`/desk/meetings/${id}/panel`)
  await host.getByLabel('评委名单').fill('王芳 人大代表\n李强 老党员\n赵敏 村民代表')
  await host.getByLabel('评议几次').fill('1')
  await host.getByRole('button', { name: '生成座位码' }).click()
  const dealt = host.getByRole('region', { name: '座位码', exact: true }).getByRole('listitem').locator('.code')
  await expect(dealt).toHaveCount(3)
  const codes = await dealt.allInnerTexts()
  await host.getByRole('button', { name: '已打印好' }).click()
  await host.goto(`/desk/meetings/${id}`)
  await lock(hall, '111213')
  await reveal(hall, 1)
  await next(host).getByRole('button', { name: '现场应答' }).click()
  const judges = []
  for (const code of codes) {
    const judge = await open({ width: 360, height: 740 })
    await judge.goto(`/panel#${code}`)
    await expect(judge.getByText('评议还没开始')).toBeVisible()
    judges.push(judge)
  }
  await next(host).getByRole('button', { name: '开始评议' }).click()
  const receipts: string[] = []
  for (const [nth, judge] of judges.entries()) {
    await expectSound(judge)
    await judge.getByLabel(nth === 0 ? '满意' : '不满意', { exact: true }).check()
    await judge.getByRole('button', { name: '投票' }).click()
    await expect(judge.getByText('已投，谢谢。')).toBeVisible()
    receipts.push(await judge.locator('.receipt').innerText())
    await expect(hall.stage.getByText('/ 3')).toBeVisible()
    // Nobody knows more than how many are cast.
    await expect(hall.stage.getByText('不满意')).toHaveCount(0)
  }
  await next(host).getByRole('button', { name: '截止，公布结果' }).click()
  await expect(hall.stage.getByRole('listitem').filter({ hasText: '不满意' })).toContainText('2')
  // Every judge finds his receipt in the published record.
  const anybody = await open({ width: 360, height: 740 })
  await anybody.goto(`/p/meetings/${id}`)
  await anybody.getByText('评委的回执（3 张）').click()
  for (const receipt of receipts) await expect(anybody.getByText(receipt)).toBeVisible()
})

test('an official is called by name, and a branch venue has its own stage', async ({ open }) => {
  const envelopes = seal(2)
  const host = await open({ login: 'host' })
  const id = await prepare(host, { code: 'VENUE-2026-1', tip: envelopes.tip })
  await openUp(host)
  await answerFirst(host)
  await host.getByRole('button', { name: '设置分会场' }).click()
  await host.getByLabel('分会场名称').fill('马站镇分会场\n高桥镇分会场')
  await host.getByRole('button', { name: '保存' }).click()
  const hall = await seats(open, host, id, envelopes)
  await lock(hall, '424242')
  await reveal(hall, 1)
  const name = await host.getByRole('article').getByRole('strong').innerText()
  await host.getByLabel('第 1 轮在哪里应答').selectOption({ label: '马站镇分会场' })
  const branch = await open({ width: 1920, height: 1080 })
  const console = host.getByRole('listitem').filter({ hasText: '马站镇分会场' })
  await branch.goto((await console.getByRole('link', { name: '大屏' }).getAttribute('href')) ?? '')
  await expect(branch.getByText('马站镇分会场')).toBeVisible()
  await expect(branch.getByText(name, { exact: true })).toBeVisible()
  await console.getByRole('link', { name: '控制台' }).click()
  await expect(host).toHaveURL(/venue=/)
  await expect(host.getByRole('article')).toHaveCount(1)
  await next(host).getByRole('button', { name: '现场应答' }).click()

  await host.getByRole('button', { name: '点名一位干部' }).click()
  await host.getByRole('searchbox', { name: '干部' }).fill('A0000')
  const other = host.getByRole('listitem').getByRole('button', { name: /A0000/ }).filter({ hasNotText: name }).first()
  const called = ((await other.innerText()).split(/\s+/)[0] ?? '').trim()
  await other.click()
  await host.getByLabel('为什么点名（公开）').fill('群众来信集中反映')
  await host.getByRole('button', { name: '点名', exact: true }).click()
  await expect(hall.stage.getByText('点名，非抽取')).toBeVisible()
  await expect(hall.stage.getByText(called, { exact: true })).toBeVisible()
  await expectSound(hall.stage)
  // Not among those drawn.
  expect(await ask<{ drawn: number }>(host, `/api/meetings/${id}`)).toMatchObject({ drawn: 1 })
})

test('a household without a phone is said to be one, and somebody goes to its door', async ({ open }) => {
  const office = await open({ login: 'office' })
  const { items } = await ask<{ items: { id: string; number: string; households: number }[] }>(office, '/api/officials?limit=200')
  const official = items.find((each) => each.households > 0)
  const { items: homes } = await ask<{ items: { id: string; official?: { id: string } }[] }>(office, '/api/households?limit=200')
  const home = homes.find((each) => each.official?.id === official?.id)
  const { members } = await ask<{ members: { id: string; relation: string }[] }>(office, `/api/households/${home?.id}`)
  const { today } = await ask<{ today: string }>(office, '/api/me')
  await send(office, 'post', `/api/households/${home?.id}/split`, {
    members: members.slice(-1).map((each) => each.id), head_name: '孙小满', on: today, reason: '分户',
  })

  const envelopes = seal(3)
  const host = await open({ login: 'host' })
  const id = await prepare(host, {
    code: 'PHONE-2026-1', households: 40, tip: envelopes.tip, exclusions: items.filter((each) => each !== official).map((each) => each.number),
  })
  await openUp(host)
  await answerFirst(host)
  const hall = await seats(open, host, id, envelopes)
  await lock(hall, '246802')
  await reveal(hall, 1)
  await next(host).getByRole('button', { name: '现场应答' }).click()
  await lock(hall, '135791')
  await reveal(hall, 2)
  const households = (await ask<Detail>(host, `/api/meetings/${id}`)).rounds[1]?.selected ?? []
  let doorOnly = ''
  for (const { label } of households) {
    const file = await ask<{ has_phone: boolean }>(host, `/api/meetings/${id}/heard/${label}/file`)
    if (!file.has_phone) doorOnly = label
  }
  expect(doorOnly).not.toBe('')
  const caller = await open({ login: 'caller' })
  await caller.goto(`/desk/meetings/${id}/calls`)
  await caller.getByRole('navigation', { name: '要联系的人' }).getByRole('button', { name: `农户 ${doorOnly}` }).click()
  await caller.getByRole('button', { name: '显示电话号码' }).click()
  await expect(caller.getByRole('alert')).toContainText('电话')
  // However many changes the console hears of, it waits for one answer before it asks again.
  const reads = await hold(host, `**/api/meetings/${id}`)
  for (const { label } of households) {
    if (label !== doorOnly) await send(caller, 'put', `/api/meetings/${id}/rounds/2/outcomes/${label}`, { outcome: 'EXCUSED' })
  }
  await expect.poll(reads.count).toBe(1)
  reads.letGo()
  await expect(next(host).getByRole('heading', { name: `农户 ${doorOnly}没有登记电话` })).toBeVisible()
  await expect(next(host).getByRole('alert')).toContainText('派人上门')
  await next(host).getByRole('button', { name: '现场应答' }).click()
  await expect(next(host).getByRole('heading', { name: '第 3 轮：录入骰子' })).toBeVisible()
})
