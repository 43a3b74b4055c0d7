import type { Page } from '@playwright/test'
import { expectSound } from './axe/sound'
import { answerFirst, openUp, prepare, seats } from './meeting/hall'
import { seal } from './notary'
import { ask, expect, test } from './served-county'

test.use({ countyName: 'follow-up' })
// Several people in browsers of their own, one after the other.
test.describe.configure({ timeout: 180_000 })

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
