import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { answerFirst, lock, next, reveal, seats } from './meeting/hall'
import { seal } from './notary'
import { ask, BINARY, expect, PASSWORD, test, type County } from './served-county'

test.use({ countyName: 'loop' })

const PHONE = { width: 360, height: 740 }
const NEED = '村东头的机井坏了，浇不上地'
const ANSWER = '镇水利站已换好水泵，当天出水'

interface Official { id: string; number: string; name: string }
interface Door { id: string; head_name: string; tag: string; official: Official }

/** The household whose code and tag the demo prints. */
async function householdOfTheCode(page: Page, county: County): Promise<Door> {
  const mine = await ask<{ items: { id: string }[] }>(page, '/api/visits/due?limit=50')
  for (const { id } of mine.items) {
    const door = await ask<Door>(page, `/api/households/${id}`)
    if (door.tag.replace(/-/g, '') === county.doorTag) return door
  }
  throw new Error(`no household of the official has the tag ${county.doorTag}`)
}

async function signIn(page: Page, login: string, to: string): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(to)}`)
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page).toHaveURL(new RegExp(to))
}

/** On the desk: finds the request by its number and does one thing to it, saying why. */
async function atTheDesk(page: Page, number: string, verb: string, label: string, note: string): Promise<void> {
  await page.goto('/desk/requests')
  await page.getByRole('searchbox', { name: '编号，如 Q2026-000123' }).fill(number)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: number }).click()
  const drawer = page.getByRole('complementary', { name: number })
  await expect(drawer.getByText(NEED)).toBeVisible()
  await drawer.getByRole('button', { name: verb, exact: true }).click()
  await drawer.getByLabel(label).fill(note)
  await drawer.getByRole('button', { name: verb, exact: true }).click()
  await expect(drawer.getByText(note)).toBeVisible()
}

const ESCALATE = '为什么要上报，希望上级做什么'

function verify(file: string, ...more: string[]) {
  return spawnSync(BINARY, ['draw', 'verify', file, ...more], { encoding: 'utf8' })
}

test('the loop, from a visit to the score', async ({ open, county }, info) => {
  let door!: Door
  let request = ''
  let number = ''

  await test.step('the official logs a visit and a request on his phone', async () => {
    const page = await open(PHONE)
    await signIn(page, 'official', '/app/')
    door = await householdOfTheCode(page, county)
    await page.getByRole('searchbox', { name: '姓名、拼音、村' }).fill(door.head_name)
    await page.getByRole('list', { name: '联系户' }).getByRole('link', { name: door.head_name }).first().click()
    await page.goto(`/app/households/${door.id}`)
    await page.getByRole('link', { name: '记走访' }).click()
    await page.getByRole('radio', { name: '生产收入' }).check()
    await page.getByLabel('记录').fill('看了麦地，缺水')
    await page.getByRole('button', { name: '他家有诉求，记一件' }).click()
    await page.getByLabel('什么事').fill(NEED)
    await page.getByLabel('门牌码（选填）').fill(county.doorTag)
    await page.getByRole('button', { name: '保存' }).click()
    // Said by the server: until it has arrived, the visit is only on the phone.
    await expect(page.getByRole('listitem').filter({ hasText: '看了麦地，缺水' })).toContainText('到过门口')
    const raised = await ask<{ items: { id: string; number: string }[] }>(page, `/api/requests?household_id=${door.id}&sort=-opened&limit=1`)
    request = raised.items[0]?.id ?? ''
    number = raised.items[0]?.number ?? ''
    await page.goto(`/app/requests/${request}`)
    await expect(page.getByText(NEED)).toBeVisible()
  })

  await test.step('it goes up level by level, each leader saying why', async () => {
    const village = await open({})
    await signIn(village, 'village-leader', '/desk/')
    await atTheDesk(village, number, '上报', ESCALATE, '水泵要换，村里先看')
    await atTheDesk(village, number, '上报', ESCALATE, '村里没有资金，请工作片研究')
    const area = await open({ login: 'area-leader' })
    await atTheDesk(area, number, '上报', ESCALATE, '请镇水利站派人')
    const township = await open({ login: 'township-leader' })
    await atTheDesk(township, number, '答复', '怎么办的，写给农户看', ANSWER)
  })

  await test.step('the household opens its code, without JavaScript, and says what is true and what is solved', async () => {
    const page = await open({ ...PHONE, javaScript: false })
    await page.goto(`/R/${county.householdCode}`)
    await expect(page).toHaveURL(`${county.origin}/h`)
    await expect(page.getByRole('region', { name: '联系我家的干部' })).toContainText(door.official.name)
    await page.getByRole('link', { name: '他来过吗' }).click()
    const visit = page.getByRole('listitem').filter({ hasText: '谈的是：生产和收入' }).filter({ hasText: '他扫过您家的门牌' }).first()
    await expect(visit).toContainText(door.official.name)
    await visit.getByRole('button', { name: '来过', exact: true }).click()
    await expect(visit).toContainText('您说：来过')
    await page.getByRole('link', { name: '返回' }).click()
    await page.getByRole('link', { name: '我的事办到哪了' }).click()
    await page.getByRole('link', { name: '已经答复' }).first().click()
    await expect(page.getByText(`编号 ${number}`)).toBeVisible()
    await expect(page.getByText(NEED)).toBeVisible()
    await expect(page.getByText(ANSWER)).toBeVisible()
    await page.getByRole('button', { name: '办好了', exact: true }).click()
    await expect(page.getByRole('status')).toHaveText('记下了：办好了。')
    await expect(page.getByText('您说办好了，已办结')).toBeVisible()
  })

  await test.step('the official sees what the household said', async () => {
    const page = await open({ ...PHONE, login: 'official' })
    await page.goto(`/app/households/${door.id}`)
    await expect(page.getByRole('listitem').filter({ hasText: '看了麦地，缺水' })).toContainText('已证实')
    await page.goto(`/app/requests/${request}`)
    await expect(page.getByText('农户认可，已销号')).toBeVisible()
  })

  await test.step('the host draws officials, and the stage shows them', async () => {
    const envelopes = seal(3)
    const host = await open({ login: 'host' })
    await host.goto('/desk/meetings')
    await host.getByRole('link', { name: '筹备调查会' }).click()
    await host.getByLabel('名称').fill('马站镇现场调查会')
    await host.getByLabel('地点').fill('镇政府会议室')
    await host.getByLabel('代号').fill('LOOP-2026-1')
    await host.getByLabel('每次抽几名').fill('2')
    await host.getByLabel('每名再抽几户核实').fill('0')
    await host.getByLabel('开启数字的来源').selectOption({ label: '一期彩票，加二十颗十面骰子' })
    await host.getByLabel('第几期').fill('2026137')
    await expect(host.getByText('公告里写作 ssq-2026137,dice20')).toBeVisible()
    await host.getByLabel('一次性码的起始值').fill(envelopes.tip)
    await host.getByRole('button', { name: '冻结名册并保存' }).click()
    await host.getByRole('button', { name: '发布公告' }).click()
    await host.getByLabel('ssq-2026137').fill('3.9.14.22.27.31+6')
    await host.getByLabel('dice20').fill('31415926535897932384')
    await host.getByRole('button', { name: '开启' }).click()
    await answerFirst(host)

    const hall = await seats(open, host, new URL(host.url()).pathname.split('/').pop() ?? '', envelopes)
    const { stage } = hall
    await expect(stage.getByText('请观众掷骰子')).toBeVisible()
    await lock(hall, '271828')
    await reveal(hall, 1)
    const round = host.getByRole('article').filter({ has: host.getByRole('heading', { name: '第 1 轮' }) })
    await expect(round.getByText('已揭晓')).toBeVisible()
    const drawn = await round.getByRole('listitem').getByRole('strong').allTextContents()
    expect(drawn).toHaveLength(2)
    const people = stage.getByRole('main').getByRole('listitem')
    for (const name of drawn) await expect(people.filter({ hasText: name })).toBeVisible()
    const shown = await people.allInnerTexts()
    await stage.reload()
    await expect(people).toHaveCount(2)
    expect(await people.allInnerTexts()).toEqual(shown)

    for (const outcome of ['现场应答', '有据请假']) {
      await next(host).getByRole('button', { name: outcome, exact: true }).click()
      await expect(round.getByText(outcome)).toBeVisible()
    }
    await host.getByRole('button', { name: '结束会议' }).click()
    await host.getByRole('button', { name: '确定结束' }).click()
    await expect(stage.getByText('本次抽取已结束，全部材料已公开')).toBeVisible()

    const download = host.waitForEvent('download')
    await host.getByRole('link', { name: '下载复核包' }).click()
    const bundle = info.outputPath('bundle.json')
    await (await download).saveAs(bundle)
    const meeting = await ask<{ announcement_hash: string; last_lock: string }>(host, new URL(host.url()).pathname.replace('/desk/', '/api/'))
    const whole = verify(bundle, '--announced', meeting.announcement_hash, '--last-lock', meeting.last_lock)
    expect(whole.status, whole.stdout + whole.stderr).toBe(0)
    const changed = info.outputPath('changed.json')
    writeFileSync(changed, readFileSync(bundle, 'utf8').replace('dice6=271828', 'dice6=271829'))
    const wrong = verify(changed, '--announced', meeting.announcement_hash, '--last-lock', meeting.last_lock)
    expect(wrong.status, wrong.stdout + wrong.stderr).toBe(1)
  })

  const slips: string[] = []
  let roundName = ''
  await test.step('the slip keeper prints slips and ticks who drew one', async () => {
    const keeper = await open({ login: 'slips' })
    await keeper.goto('/desk/rounds')
    const row = keeper.getByRole('row').filter({ hasText: '评议中' })
    roundName = await row.getByRole('link').innerText()
    await row.getByRole('link').click()
    await keeper.getByRole('searchbox', { name: '给哪位干部的联系户' }).fill(door.official.number)
    await keeper.getByRole('button', { name: door.official.name }).click()
    await keeper.getByLabel('份数').fill('6')
    await keeper.getByRole('button', { name: '生成评议票' }).click()
    const sheet = keeper.getByRole('region', { name: '评议票打印页' })
    await expect(sheet.getByRole('listitem')).toHaveCount(6)
    for (const slip of await sheet.getByRole('listitem').all()) slips.push(await slip.getByRole('paragraph').nth(2).innerText())
    const ticks = keeper.getByRole('group', { name: '哪些户抽过票' }).getByRole('checkbox')
    for (let nth = 0; nth < 6; nth += 1) await ticks.nth(nth).check()
    await keeper.getByRole('button', { name: '记下 6 户' }).click()
    await expect(keeper.getByRole('status')).toContainText('已记下 6 户')
  })

  await test.step('six households rate by slip, without JavaScript; a used slip is refused', async () => {
    const levels = ['非常满意', '非常满意', '非常满意', '满意', '满意', '满意']
    for (const [nth, level] of levels.entries()) {
      const page = await open({ ...PHONE, javaScript: false })
      await page.goto('/slip')
      await page.getByLabel('评议票上的码').fill(slips[nth] ?? '')
      await page.getByText(level, { exact: true }).click()
      await page.getByRole('button', { name: '投进票箱' }).click()
      await expect(page.getByRole('heading', { name: '投进去了' })).toBeVisible()
      expect(await page.context().cookies()).toEqual([])
    }
    const again = await open({ ...PHONE, javaScript: false })
    await again.goto('/slip')
    await again.getByLabel('评议票上的码').fill(slips[0] ?? '')
    await again.getByText('非常不满意', { exact: true }).click()
    await again.getByRole('button', { name: '投进票箱' }).click()
    await expect(again.getByRole('alert')).toContainText('每张票只能投一次')
  })

  await test.step('the round closes with the keys of both trustees, brought by two people', async () => {
    for (const [nth, login] of ['office', 'trustee'].entries()) {
      const page = await open({ login })
      await page.goto('/desk/rounds')
      await page.getByRole('link', { name: roundName }).click()
      const key = readFileSync(join(county.trusteeKeys, `${nth + 1}.secret`), 'utf8').trim()
      await page.getByLabel('受托人的私钥').fill(key)
      await page.getByRole('button', { name: '交密钥' }).click()
      const second = page.getByRole('heading', { name: '第二位受托人交密钥，计票' })
      await expect(second).toHaveCount(login === 'office' ? 1 : 0)
    }
    const office = await open({ login: 'office' })
    await office.goto('/desk/rounds')
    await office.getByRole('link', { name: roundName }).click()
    await expect(office.getByRole('heading', { name: '评议结果' })).toBeVisible()
    await expect(office.getByRole('row').filter({ hasText: door.official.name })).toContainText('非常满意 3')
  })

  await test.step('HR sees the score and where it comes from', async () => {
    const hr = await open({ login: 'hr' })
    await hr.goto('/desk/scores?sort=number')
    // The scores are the queue's work, done a moment after the close.
    await expect(async () => {
      await hr.reload()
      await hr.getByRole('row').filter({ hasText: door.official.number }).getByRole('link').click({ timeout: 10_000 })
      await expect(hr.getByText(`依据评议：${roundName}`)).toBeVisible({ timeout: 5_000 })
    }).toPass()
    await expect(hr.getByRole('heading', { level: 1, name: door.official.name })).toBeVisible()
    const derivation = hr.getByRole('region', { name: '这个分数怎么来的' })
    await expect(derivation.getByRole('row', { name: '评议户数' })).toContainText('6')
    // Three at 100 and three at 85: 60 x 555/600.
    await expect(derivation.getByRole('row', { name: '群众评议得分' })).toContainText('55.50')
    await expect(derivation.getByRole('row', { name: '总分' })).toBeVisible()
  })
})
