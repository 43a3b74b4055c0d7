import type { Page } from '@playwright/test'
import { ask, expect, type Seat } from '../served-county'
import type { Envelopes } from '../notary'

/** One hall: whoever sits at the table, and the big screen. */
export interface Hall {
  id: string
  host: Page
  typist: Page
  stage: Page
  envelopes: Envelopes
}

interface Plan { code: string; title?: string; rehearsal?: boolean; officials?: number; households?: number; exclusions?: string[]; tip: string }

/** What a page of the product sends itself. */
export async function send<T>(page: Page, method: 'post' | 'put', path: string, data: object = {}): Promise<T> {
  const answer = await page.context().request[method](path, { data, headers: { 'X-Lianxin': '1' } })
  expect(answer.status(), `${path}: ${await answer.text()}`).toBeLessThan(300)
  return (await answer.json()) as T
}

/** The host prepares a meeting on the page made for it; it stands at the announcement then. */
export async function prepare(host: Page, plan: Plan): Promise<string> {
  await host.goto('/desk/meetings/new')
  await host.getByLabel('名称').fill(plan.title ?? '现场调查会')
  await host.getByLabel('地点').fill('县文化中心')
  await host.getByLabel('代号').fill(plan.code)
  if (plan.rehearsal) await host.getByLabel('这是彩排').check()
  await host.getByLabel('每次抽几名').fill(String(plan.officials ?? 1))
  await host.getByLabel('每名再抽几户核实').fill(String(plan.households ?? 0))
  for (const number of plan.exclusions ?? []) {
    await host.getByLabel('编号', { exact: true }).fill(number)
    await host.getByRole('button', { name: '加入', exact: true }).click()
  }
  await host.getByLabel('一次性码的起始值').fill(plan.tip)
  await host.getByRole('button', { name: '冻结名册并保存' }).click()
  await expect(host.getByRole('heading', { name: '发布公告' })).toBeVisible()
  return new URL(host.url()).pathname.split('/').pop() ?? ''
}

/** The announcement is published and the dice of the opening are typed: rounds may begin. */
export async function openUp(host: Page): Promise<void> {
  await host.getByRole('button', { name: '发布公告' }).click()
  await host.getByLabel('dice20').fill('31415926535897932384')
  await host.getByRole('button', { name: '开启' }).click()
}

/** Console, second typist and stage of a meeting, each in a browser of its own. */
export async function seats(open: (seat: Seat) => Promise<Page>, host: Page, id: string, envelopes: Envelopes): Promise<Hall> {
  const typist = await open({ login: 'typist' })
  await typist.goto(`/desk/meetings/${id}/dice`)
  const stage = await open({ width: 1920, height: 1080 })
  await stage.goto(`/stage/${id}`)
  return { id, host, typist, stage, envelopes }
}

export async function typeDice(page: Page, dice: string): Promise<void> {
  await page.getByLabel('骰子', { exact: true }).fill(dice)
  await page.getByRole('button', { name: '确认录入' }).click()
}

/** Both type what was thrown, and the round is locked on every screen. */
export async function lock({ host, typist, stage }: Hall, dice: string): Promise<void> {
  await typeDice(host, dice)
  await expect(host.getByText('您已录入，等另一人录入。')).toBeVisible()
  await expect(stage.getByText('一人已录入，等第二人')).toBeVisible()
  await expect(typist.getByText('已录入，轮到您了。')).toBeVisible()
  await typeDice(typist, dice)
  await expect(stage.getByText('骰子已锁定，等待揭晓')).toBeVisible()
}

/** The notary opens envelope `nth`, counted from 1, and its code is typed. */
export async function openEnvelope({ host, envelopes }: Hall, nth: number): Promise<void> {
  await host.getByLabel('一次性码').fill(envelopes.codes[nth - 1] ?? '')
  await host.getByRole('button', { name: '揭晓', exact: true }).click()
}

/** The right envelope: the round is drawn. */
export async function reveal(hall: Hall, nth: number): Promise<void> {
  await openEnvelope(hall, nth)
  await expect(hall.host.getByLabel('一次性码')).toBeHidden()
}

/** What the first of these pages sends to `path` waits for the others', as when several press in the same moment. */
export async function atOnce(pages: Page[], path: string): Promise<void> {
  let pressed = 0
  let letGo = () => {}
  const everybody = new Promise<void>((resolve) => (letGo = resolve))
  for (const page of pages) {
    await page.route(path, async (route) => {
      pressed += 1
      if (pressed === pages.length) letGo()
      await everybody
      await route.continue()
    }, { times: 1 })
  }
}

/** What this page sends to `path` gets no answer until it is let go, and is counted. */
export async function hold(page: Page, path: string): Promise<{ count: () => number; letGo: () => void }> {
  let held = 0
  let letGo = () => {}
  const gone = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(path, async (route) => {
    held += 1
    await gone
    await route.continue()
  })
  return { count: () => held, letGo }
}

/** The one next thing on a console. */
export const next = (page: Page) => page.getByRole('region', { name: '下一步' })

/** Whoever did not answer at the county's last meeting has answered, and the dice may be thrown. */
export async function answerFirst(host: Page): Promise<void> {
  await expect(next(host).getByRole('heading', { name: /录入骰子|^先请/ })).toBeVisible()
  const id = new URL(host.url()).pathname.split('/').pop() ?? ''
  const { carried } = await ask<{ carried: { label: string; outcome?: string }[] }>(host, `/api/meetings/${id}`)
  for (const { label } of carried) await send(host, 'put', `/api/meetings/${id}/carried/${label}`, { outcome: 'IN_PERSON' })
  await host.reload()
}
