import type { Page } from '@playwright/test'
import { expectSound } from './axe/sound'
import { seal } from './notary'
import { ask, expect, test } from './served-county'

test.use({ countyName: 'recontact' })

interface Listed<T> { items: T[] }
interface Household { label: string; name: string; phone_masked?: string; official: { id: string; name: string; number: string } }

async function send(page: Page, method: 'post' | 'put', path: string, data: object): Promise<void> {
  const answer = await page.context().request[method](path, { data, headers: { 'X-Lianxin': '1' } })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
}

test('drawn households are phoned with a script, and two people leave an official unscored', async ({ open }) => {
  const office = await open({ login: 'office' })
  const rounds = await ask<Listed<{ id: string; name: string; state: string }>>(office, '/api/rating-rounds?limit=50')
  // The oldest: of the newest the demo has one.
  const { id, name } = rounds.items.filter((round) => round.state === 'closed').at(-1) ?? { id: '', name: '' }
  const page = `/desk/rounds/${id}/recontact`
  const api = `/api/rating-rounds/${id}/recontact`
  const envelopes = seal(2)

  await test.step('the office announces it', async () => {
    await office.goto(`/desk/rounds/${id}`)
    await office.getByRole('link', { name: '回访' }).click()
    await office.getByLabel('抽取比例').fill('10')
    await office.getByLabel('一次性码的起始值').fill(envelopes.tip)
    await expectSound(office)
    await office.getByRole('button', { name: '冻结名册并公告' }).click()
    await expect(office.getByText('已公告').first()).toBeVisible()
  })

  await test.step('two people type, the envelope decides', async () => {
    const { draw_id: draw } = await ask<{ draw_id: string }>(office, api)
    const values = { values: [{ source: 'dice20', value: '98765432109876543210' }], dice: '270415' }
    await send(office, 'post', `/api/desk-draws/${draw}/typing`, values)
    await send(await open({ login: 'notary' }), 'post', `/api/desk-draws/${draw}/typing`, values)
    await send(office, 'post', `/api/desk-draws/${draw}/reveal`, { otc: envelopes.codes[0] })
    await office.reload()
    await expect(office.getByText('只有回访员看得到是哪几户')).toBeVisible()
    await expect(office.getByRole('heading', { name: '打电话', level: 2 })).toHaveCount(0)
  })

  const caller = await open({ login: 'caller' })
  const drawn = (await ask<Listed<Household>>(caller, `${api}/drawn?limit=200`)).items
  const drawnOf = (household: Household) => drawn.filter((each) => each.official.id === household.official.id)
  // One household's word voids nothing. This one can be phoned, and nobody else is called like it.
  const namesakes = (household: Household) => drawn.filter((each) => each.name.startsWith(household.name)).length
  const first = drawn.find((each) => each.phone_masked && drawnOf(each).length > 1 && namesakes(each) === 1) as Household
  const denying = drawnOf(first)

  await test.step('the caller asks whose ballot it was, and never what was chosen', async () => {
    await caller.goto(page)
    await caller.getByRole('navigation', { name: '等电话的' }).getByRole('button', { name: first.name }).first().click()
    const form = caller.getByRole('form', { name: first.name })
    await expect(form.getByRole('button', { name: '记下' })).toBeDisabled()
    await form.getByRole('button', { name: /显示(电话)?号码/ }).click()
    await expect(form.getByRole('link', { name: /^1\d{10}$/ })).toBeVisible()
    await form.getByLabel('不是', { exact: true }).check()
    await form.getByLabel('别人替我们评的').check()
    await expectSound(caller)
    await form.getByRole('button', { name: '记下' }).click()
    await expect(caller.getByRole('status')).toContainText('已记下')
    for (const each of drawn.filter((other) => other !== first)) {
      const answered = denying.includes(each) ? 'nobody' : 'ourselves'
      await send(caller, 'put', `${api}/drawn/${each.label}`, { got_code: true, answered })
    }
    await caller.reload()
    await expect(caller.getByText('都问到了')).toBeVisible()
  })

  await test.step('one proposes, another one decides', async () => {
    const inspector = await open({ login: 'inspector' })
    await inspector.goto(page)
    await inspector.getByRole('button', { name: '结束回访' }).click()
    const row = inspector.getByRole('row').filter({ hasText: first.official.name })
    await expect(row).toContainText('超过界限')
    await row.getByRole('button', { name: '提出不计分' }).click()
    await expect(row).toContainText('您提出的，要由别人决定')
    await expectSound(inspector)
    await office.goto(page)
    await office.getByRole('button', { name: '同意，不计分' }).click()
    await expect(office.getByRole('button', { name: '同意，不计分' })).toHaveCount(0)
  })

  await test.step('everybody reads what came of it', async () => {
    const everybody = await open({ width: 360, height: 780, javaScript: false })
    await everybody.goto('/p/recontacts')
    await everybody.getByRole('link').filter({ hasText: name }).click()
    await expect(everybody.getByText(first.official.name)).toBeVisible()
    const heads = drawn.map((each) => each.name).filter((head) => head !== first.official.name)
    for (const head of heads) await expect(everybody.getByText(head, { exact: true })).toHaveCount(0)
    const narrow = await open({ width: 360, height: 780 })
    await narrow.goto(`/p/recontacts/${id}`)
    await expectSound(narrow)
  })
})

test('a household sees whether its ballot was taken', async ({ open, county }) => {
  const household = await open({ width: 360, height: 780 })
  await household.goto(`/R/${county.householdCode}`)
  await household.getByRole('link', { name: '我家领过票吗' }).click()
  await expect(household.getByText('还没有领票')).toBeVisible()
  await expectSound(household)
})
