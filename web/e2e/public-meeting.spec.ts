import type { Page } from '@playwright/test'
import { expectSound } from './axe/sound'
import { seal } from './notary'
import { ask, expect, signedIn, test, type County } from './served-county'

/** What everybody sees of a meeting on his own phone: before, while it is drawn, and after, with the check that he runs himself. */
test.use({ countyName: 'public-meeting' })

const PHONE = { width: 360, height: 740 }
interface Listed { items: { id: string; state: string; announcement_hash: string }[] }

async function published(page: Page, state: string): Promise<{ id: string; hash: string }> {
  const { items } = await ask<Listed>(page, '/api/public/meetings')
  const found = items.find((one) => one.state === state)
  if (!found) throw new Error(`no meeting is ${state}`)
  return { id: found.id, hash: found.announcement_hash }
}

test('before: the fingerprint, the files checked on the phone, a number on the roster', async ({ open }) => {
  const phone = await open(PHONE)
  const { id, hash } = await published(phone, 'announced')
  await phone.goto('/p/meetings')
  await expectSound(phone)
  await phone.locator(`a[href="/p/meetings/${id}"]`).click()
  await expect(phone.getByLabel(hash, { exact: true })).toBeVisible()
  await expect(phone.getByText(/^✓ 这部手机在 .* 记下了它/)).toBeVisible()
  await phone.getByRole('button', { name: '在手机上核对' }).click()
  await expect(phone.getByText(/^✓ 公告和 \d 份名册都与指纹一致$/)).toBeVisible()
  await phone.getByLabel('查名册').fill(' ａ00003')
  await expect(phone.getByText('A00003')).toBeVisible()
  await phone.getByLabel('查名册').fill('A99999')
  await expect(phone.getByText('名册上没有这个编号')).toBeVisible()
  await expectSound(phone)
  await phone.setViewportSize({ width: 1280, height: 900 })
  await expectSound(phone)
})

test('before: a roster that was exchanged is found', async ({ open }) => {
  const phone = await open(PHONE)
  const { id } = await published(phone, 'announced')
  await phone.route('**/roster.txt/officials', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace('|马站镇|', '|高桥镇|') })
  })
  await phone.goto(`/p/meetings/${id}`)
  await phone.getByRole('button', { name: '在手机上核对' }).click()
  await expect(phone.getByRole('alert')).toHaveText('✗ 干部名册 与公告不一致')
})

test('after: the phone draws it all again, and shows where a number stood', async ({ open }) => {
  const phone = await open(PHONE)
  const { id, hash } = await published(phone, 'closed')
  const { rounds } = await ask<{ rounds: { selected: { label: string }[]; lock: string }[] }>(phone, `/api/public/meetings/${id}`)
  await phone.goto(`/p/meetings/${id}`)
  await phone.getByRole('button', { name: '开始验算' }).click()
  await expect(phone.getByText('全部成立', { exact: true })).toBeVisible()
  await expect(phone.getByText(/^0\.\d\d 秒$/)).toBeVisible()
  await expect(phone.getByText('没有对照。请填公证单上的 A')).toBeVisible()

  const first = rounds[0]?.selected[0]?.label ?? ''
  await phone.getByLabel('编号').fill(first.toLowerCase())
  const standing = phone.getByRole('listitem').filter({ hasText: '第 1 轮' }).filter({ hasText: '第 1 位' })
  await expect(standing.getByText('抽中', { exact: true })).toBeVisible()
  await expect(phone.getByText('第 1 轮已抽中，不再参加').first()).toBeVisible()
  await expectSound(phone)

  await phone.getByText('用自己抄下的来对照').click()
  await phone.getByLabel('公告指纹 A（64 位）').fill(hash.toUpperCase().replace(/(.{4})/g, '$1 '))
  await phone.getByLabel('最后一个锁定值 D（64 位）').fill(rounds[rounds.length - 1]?.lock ?? '')
  await phone.getByRole('button', { name: '再验一遍' }).click()
  await expect(phone.getByText('与您填的一致')).toHaveCount(2)
  await phone.getByLabel('公告指纹 A（64 位）').fill('0'.repeat(64))
  await phone.getByRole('button', { name: '再验一遍' }).click()
  await expect(phone.getByRole('alert')).toHaveText('有一处不对')
})

test('after: whatever was changed, the phone names it', async ({ open }) => {
  const phone = await open(PHONE)
  const { id } = await published(phone, 'closed')
  const original = await (await phone.request.get(`/api/public/meetings/${id}/bundle.json`)).text()
  const spoilt: [string, string | RegExp][] = [
    [original.replace(/"selected":\["A(\d+)"/, '"selected":["A99999"'), /第 1 轮.*A99999/],
    [original.replace(/dice6=(\d)/, (_, digit: string) => `dice6=${(Number(digit) + 1) % 10}`), /第 1 轮/],
    [original.replace('|马站镇|', '|高桥镇|'), /officials/],
  ]
  await phone.goto(`/p/meetings/${id}`)
  for (const [body, reason] of spoilt) {
    expect(body).not.toBe(original)
    await phone.route('**/bundle.json', (route) => route.fulfill({ body, contentType: 'application/json' }))
    await phone.getByRole('button', { name: /开始验算|再验一遍/ }).click()
    await expect(phone.getByRole('alert')).toHaveText('有一处不对')
    await expect(phone.locator('.why')).toHaveText(reason)
    await phone.unroute('**/bundle.json')
  }
  await phone.route('**/bundle.json', (route) => route.fulfill({ body: original.slice(1) }))
  await phone.getByRole('button', { name: '再验一遍' }).click()
  await expect(phone.getByRole('alert')).toHaveText('这份材料不完整，没法验')
})

/** A meeting drawn by its hosts, for the phone to look on. */
async function drawn(county: County, browser: Parameters<typeof signedIn>[0], look: (id: string, went: string) => Promise<void>): Promise<void> {
  const host = (await signedIn(browser, county, { login: 'host' })).request
  const typist = (await signedIn(browser, county, { login: 'typist' })).request
  const envelopes = seal(3)
  const must = async (answer: Awaited<ReturnType<typeof host.post>>) => {
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as { id: string; rounds: { selected: { label: string }[] }[] }
  }
  const { id } = await must(await host.post('/api/meetings', {
    data: {
      code: 'REHEARSAL-PHONE-1', title: '手机同看的调查会', place: '镇政府', meets_on: '2026-11-22', rehearsal: true, plan: 's1:officials:n=2',
      sources: 'dice20', otc_tip: envelopes.tip, exclusions: [], stratum: 'township',
    },
  }))
  await must(await host.post(`/api/meetings/${id}/announcement`, { data: {} }))
  await look(id, 'announced')
  await must(await host.post(`/api/meetings/${id}/opening`, { data: { values: [{ source: 'dice20', value: '31415926535897932384' }] } }))
  await look(id, 'opened')
  for (const person of [host, typist]) await must(await person.post(`/api/meetings/${id}/dice`, { data: { step: 's1', dice: '271828' } }))
  await look(id, 'locked')
  const { rounds } = await must(await host.post(`/api/meetings/${id}/rounds/1/reveal`, { data: { otc: envelopes.codes[0] } }))
  await look(id, 'revealed')
  for (const { label } of rounds[0]?.selected ?? []) {
    await must(await host.put(`/api/meetings/${id}/rounds/1/outcomes/${label}`, { data: { outcome: 'IN_PERSON' } }))
  }
  await must(await host.post(`/api/meetings/${id}/close`, { data: {} }))
  await look(id, 'closed')
}

test('during: the phone follows, computes the lock, and holds the end against what it saw', async ({ open, county, browser }) => {
  const phone = await open(PHONE)
  await drawn(county, browser, async (id, went) => {
    if (went === 'announced') {
      await phone.goto(`/p/meetings/${id}`)
      await expect(phone.getByText('彩排：这不是正式抽取')).toBeVisible()
    }
    if (went === 'opened') {
      // Whoever waits is asked for the snapshot less often before the meeting.
      await phone.reload()
      await expect(phone.getByRole('heading', { name: '请观众掷骰子' })).toBeVisible()
    }
    if (went === 'locked') {
      await expect(phone.getByRole('heading', { name: '第 1 轮骰子已锁定，等公证员拆信封' })).toBeVisible()
      await expect(phone.getByRole('img', { name: '骰子 271828' })).toBeVisible()
      await expect(phone.getByText('✓ 手机已验：锁定值与骰子相符')).toBeVisible()
      await expectSound(phone)
    }
    if (went === 'revealed') {
      await expect(phone.getByRole('heading', { name: '第 1 轮已揭晓' })).toBeVisible()
      await expect(phone.getByRole('article').getByRole('listitem')).toHaveCount(2)
    }
    if (went === 'closed') {
      await phone.getByRole('button', { name: '开始验算' }).click()
      await expect(phone.getByText('全部成立', { exact: true })).toBeVisible()
      await expect(phone.getByText('与这部手机自己记下的一致')).toHaveCount(2)
      await expect(phone.getByText('这是一次彩排，不是正式抽取。')).toBeVisible()
    }
  })
})

test('the protocol in plain words, with dice to try', async ({ open }) => {
  for (const lang of ['zh-CN', 'en'] as const) {
    const phone = await open({ ...PHONE, lang })
    await phone.goto('/p/draw-protocol')
    const first = phone.locator('.try li').first()
    await expect(first).toContainText('A00006')
    const lock = await phone.locator('.try .hex').first().textContent()
    await phone.getByRole('button', { name: '4', exact: true }).click()
    await expect(phone.locator('.try .hex').first()).not.toHaveText(lock ?? '')
    await expectSound(phone)
    await phone.setViewportSize({ width: 1280, height: 900 })
    await expectSound(phone)
  }
})
