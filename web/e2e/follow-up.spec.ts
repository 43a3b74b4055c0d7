import type { Page } from '@playwright/test'
import { expectSound } from './axe/sound'
import { answerFirst, openUp, prepare, seats } from './meeting/hall'
import { seal } from './notary'
import { ask, expect, test } from './served-county'

test.use({ countyName: 'follow-up' })

const LAMP = '把门口的路灯换成新的'
const panel = (page: Page) => page.getByRole('complementary')

/** The card of a matter on a page for everybody, or on the household's. */
const card = (page: Page, matter: string) => page.getByRole('listitem').filter({ hasText: matter })

/** Opens a follow-up at the desk; the id under which it is shown. */
async function openMatter(host: Page, fill: (form: ReturnType<typeof panel>) => Promise<void>): Promise<string> {
  await host.goto('/desk/follow-ups')
  await host.getByRole('button', { name: '立项', exact: true }).click()
  await fill(panel(host))
  await panel(host).getByRole('button', { name: '立项', exact: true }).click()
  await expect(host).toHaveURL(/open=[0-9a-f-]{36}/)
  return new URL(host.url()).searchParams.get('open') ?? ''
}

test('a promise of the stage is followed up until the household says that it is done', async ({ open, county }) => {
  const official = await open({ login: 'official' })
  const me = await ask<{ official: { number: string; name: string } }>(official, '/api/me')
  const { items } = await ask<{ items: { id: string; code: string }[] }>(official, '/api/visits/due?limit=100')
  // The demo prints the code of the first household of his village.
  const home = items.sort((one, other) => one.code.localeCompare(other.code))[0]?.code ?? ''
  const host = await open({ login: 'host' })
  const everybody = await open({ width: 360, height: 780, javaScript: false })

  const id = await test.step('he is called by name on stage and promises', async () => {
    const envelopes = seal(2)
    const meeting = await prepare(host, { code: 'AFTER-2026-1', title: '第七次现场调查会', tip: envelopes.tip })
    await openUp(host)
    await answerFirst(host)
    const { stage } = await seats(open, host, meeting, envelopes)
    await host.getByRole('button', { name: '点名一位干部' }).click()
    await host.getByRole('searchbox', { name: '干部' }).fill(me.official.number)
    await host.getByRole('listitem').getByRole('button', { name: new RegExp(me.official.number) }).click()
    await host.getByLabel('为什么点名（公开）').fill('村民反映门口路灯不亮')
    await host.getByRole('button', { name: '点名', exact: true }).click()
    await expect(stage.getByText(me.official.name, { exact: true })).toBeVisible()
    return openMatter(host, async (form) => {
      await form.getByLabel('会议').selectOption({ label: '第七次现场调查会' })
      await form.getByLabel('干部编号').fill(me.official.number)
      await form.getByLabel('由哪一户确认').fill(home)
      await form.getByLabel('事项').fill(LAMP)
    })
  })

  await test.step('it counts down for everybody', async () => {
    await everybody.goto('/p/follow-ups')
    await expect(card(everybody, LAMP)).toContainText('还有 15 天')
    await expect(card(everybody, LAMP)).toContainText(me.official.name)
    await expect(everybody.getByText(home)).toHaveCount(0)
  })

  await test.step('its owner says at the desk that it is done, and the clock runs on', async () => {
    await official.goto(`/desk/follow-ups?open=${id}`)
    const done = panel(official).getByRole('button', { name: '已经办好' })
    await expect(done).toBeDisabled()
    await panel(official).getByLabel('说明').fill('新灯装好了，晚上看过。')
    await done.click()
    await expect(panel(official).getByText('待农户确认')).toBeVisible()
    await expectSound(official)
    await everybody.reload()
    await expect(card(everybody, LAMP)).toContainText('还有 15 天')
  })

  await test.step('the household says no, then yes', async () => {
    const household = await open({ width: 360, height: 780 })
    await household.goto(`/R/${county.householdCode}`)
    await household.getByRole('link', { name: '会上答应我家的事' }).click()
    await card(household, LAMP).getByRole('button', { name: '没办好' }).click()
    await card(household, LAMP).getByRole('button', { name: '办好了', exact: true }).click()
    await expect(card(household, LAMP)).toContainText('您说：办好了')
    await expect(card(household, LAMP).getByRole('button')).toHaveCount(0)
    await expectSound(household)
  })

  await test.step('the countdown has ended, and every step can be read at the desk', async () => {
    await everybody.reload()
    await expect(card(everybody, LAMP)).toContainText('农户确认：办好了')
    await expect(card(everybody, LAMP)).not.toContainText('还有')
    await host.goto(`/desk/follow-ups?open=${id}`)
    for (const step of ['立项', '干部说办好了', '农户说没办好', '农户说办好了']) await expect(panel(host).getByText(step, { exact: true })).toBeVisible()
    await expect(panel(host).getByText('农户已确认')).toBeVisible()
  })
})

test('statements that differ are looked into by a drawn group, and its finding is published by another', async ({ open }) => {
  const matter = '自报走访九次，三户都说没有来过'
  const host = await open({ login: 'host' })
  const { items } = await ask<{ items: { id: string; title: string; state: string }[] }>(host, '/api/meetings')
  // The demo's own: whoever was drawn there is drawn for good.
  const meeting = items.find((each) => each.state === 'closed')
  const { rounds } = await ask<{ rounds: { selected: { label: string; name: string }[] }[] }>(host, `/api/meetings/${meeting?.id}`)
  const drawn = rounds[0]?.selected.at(-1)
  const id = await openMatter(host, async (form) => {
    await form.getByLabel('类别').selectOption({ label: '调查' })
    await form.getByLabel('会议').selectOption(meeting?.id ?? '')
    await form.getByLabel('干部编号').fill(drawn?.label ?? '')
    await form.getByLabel('第几轮抽到').fill('1')
    await form.getByLabel('事项').fill(matter)
  })
  const address = `/desk/follow-ups?open=${id}`
  const discipline = await open({ login: 'discipline' })
  const envelopes = seal(2)

  await test.step('somebody declares that he may not take part, and the rest is announced', async () => {
    await discipline.goto(address)
    const person = panel(discipline).getByRole('listitem').filter({ hasText: '县政协委员' })
    await person.getByLabel('申报回避').check()
    await person.getByLabel('县政协委员为什么回避').fill('与当事人是同学')
    await expect(panel(discipline).getByText('可以抽的人（4 人不回避）')).toBeVisible()
    await expectSound(discipline)
    await panel(discipline).getByLabel('一次性码的起始值').fill(envelopes.tip)
    await panel(discipline).getByRole('button', { name: '公告名单' }).click()
    await expect(panel(discipline).getByText('已公告', { exact: true })).toBeVisible()
  })

  await test.step('two people type the dice, the envelope decides', async () => {
    const inspector = await open({ login: 'inspector' })
    await inspector.goto(address)
    for (const page of [discipline, inspector]) {
      await panel(page).getByLabel('dice20').fill('27182818284590452353')
      await panel(page).getByLabel('六个十面骰，按掷出的顺序').fill('141421')
      await panel(page).getByRole('button', { name: '录入', exact: true }).click()
    }
    await expect(panel(inspector).getByText('已锁定', { exact: true })).toBeVisible()
    await discipline.reload()
    await panel(discipline).getByLabel('信封里的一次性码').fill(envelopes.codes[0] ?? '')
    await panel(discipline).getByRole('button', { name: '揭晓' }).click()
    await expect(panel(discipline).getByText('调查中', { exact: true })).toBeVisible()
  })

  // Three of four: one of the two who are not of discipline is among them.
  const author = await test.step('a member finds evidence and writes the finding', async () => {
    for (const login of ['investigator', 'investigator-2']) {
      const page = await open({ login })
      if ((await page.context().request.get(`/api/follow-ups/${id}`)).status() !== 200) continue
      await page.goto(address)
      const found = panel(page)
      await expect(found.getByRole('button', { name: '写下结论' })).toBeVisible()
      await found.getByRole('textbox', { name: '记一条证据' }).fill('三户都说没有来过，门上没有联系卡。')
      await found.getByLabel('照片').setInputFiles({ name: 'door.png', mimeType: 'image/png', buffer: await page.screenshot() })
      await found.getByRole('button', { name: '记一条证据' }).click()
      await expect(found.getByText('三户都说没有来过，门上没有联系卡。')).toBeVisible()
      await expect(found.getByRole('link', { name: '照片' })).toBeVisible()
      await found.getByLabel('结论').selectOption({ label: '弄虚作假' })
      await found.getByLabel('调查结果').fill('九次走访中六次没有到户，走访记录系编造。')
      await found.getByRole('button', { name: '写下结论' }).click()
      await expect(found.getByText('待公布', { exact: true })).toBeVisible()
      await expectSound(page)
      return page
    }
    throw new Error('no deputy is in the group')
  })

  await test.step('nobody sees it before somebody else publishes it', async () => {
    const everybody = await open({ width: 360, height: 780 })
    await everybody.goto('/p/follow-ups')
    await expect(card(everybody, matter)).toHaveCount(0)
    await expect(panel(author).getByRole('button', { name: '公布结果' })).toHaveCount(0)
    await discipline.reload()
    await panel(discipline).getByRole('button', { name: '公布结果' }).click()
    await expect(panel(discipline).getByText('已公布', { exact: true })).toBeVisible()
    await everybody.reload()
    await expect(card(everybody, matter)).toContainText('调查结果：弄虚作假')
    await expect(card(everybody, matter)).toContainText('走访记录系编造')
    await expect(card(everybody, matter)).toContainText(drawn?.name ?? '')
    await expectSound(everybody)
  })
})
