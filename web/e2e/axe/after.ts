import type { Page } from '@playwright/test'
import { ask, expect } from '../served-county'
import type { Sight } from './sound'

interface Listed<T> { items: T[] }

/** Sends as whoever is signed in. */
async function send<T>(page: Page, path: string, data: object): Promise<T> {
  const answer = await page.context().request.post(path, { data, headers: { 'X-Lianxin': '1' } })
  expect(answer.status(), `${path}: ${await answer.text()}`).toBe(200)
  return (await answer.json()) as T
}

/** A follow-up about the first official of the last meeting that is over, opened by the host. */
async function investigation(page: Page): Promise<string> {
  const { items } = await ask<Listed<{ id: string; state: string }>>(page, '/api/meetings')
  const meeting = items.find((item) => item.state === 'closed')?.id ?? ''
  const { rounds } = await ask<{ rounds: { selected: { label: string }[] }[] }>(page, `/api/meetings/${meeting}`)
  const label = rounds[0]?.selected[0]?.label ?? ''
  const { today } = await ask<{ today: string }>(page, '/api/me')
  const due_on = new Date(Date.parse(today) + 20 * 86_400_000).toISOString().slice(0, 10)
  const body = { kind: 'investigation', meeting_id: meeting, round: 1, label, matter: '自报走访与农户说法不一', due_on }
  return (await send<{ follow_up: { id: string } }>(page, '/api/follow-ups', body)).follow_up.id
}

const TIP = '0'.repeat(63) + '1'

/** What follows a meeting, spot checks and inspections, at the desk. */
export const AFTER: Sight[] = [
  { name: 'follow-ups', path: '/desk/follow-ups', login: 'office' },
  { name: 'opening a follow-up', path: '/desk/follow-ups', login: 'host', then: (page: Page) => page.getByRole('button', { name: '立项', exact: true }).click() },
  { name: 'an investigation', path: async (page: Page) => `/desk/follow-ups?open=${await investigation(page)}`, login: 'host' },
  {
    name: 'drawing the group of an investigation',
    path: async (page: Page) => {
      const { items } = await ask<Listed<{ id: string }>>(page, '/api/follow-ups?kind=investigation&state=opened')
      return `/desk/follow-ups?open=${items[0]?.id ?? ''}`
    },
    login: 'discipline',
    then: async (page: Page) => {
      const group = page.getByLabel('一次性码的起始值')
      if ((await group.count()) === 0) return
      await group.fill(TIP)
      await page.getByRole('button', { name: '公告名单' }).click()
      await page.getByText('已公告', { exact: true }).first().waitFor()
    },
  },
  { name: 'spot checks', path: '/desk/spot-checks', login: 'office' },
  {
    name: 'a spot check',
    path: async (page: Page) => `/desk/spot-checks?open=${(await send<{ id: string }>(page, '/api/spot-checks', { name: '危房改造', question: '房子修得满意吗' })).id}`,
    login: 'unit-clerk',
  },
  { name: 'inspections', path: '/desk/inspections', login: 'inspector' },
  {
    name: 'announcing inspections',
    path: '/desk/inspections',
    login: 'inspector',
    then: async (page: Page) => {
      await page.getByRole('button', { name: '公告一轮检查' }).click()
      await page.getByLabel('开启数字的来源').selectOption('lottery')
      await page.getByLabel('第几期').waitFor()
    },
  },
  {
    name: 'inspections that are announced',
    path: async (page: Page) => {
      await send(page, '/api/inspections', { title: '作风检查', unit_ids: [], count: 2, inspectors: 1, recused: [], sources: 'dice20', otc_tip: TIP })
      return '/desk/inspections'
    },
    login: 'inspector',
    then: (page: Page) => page.getByRole('heading', { name: '作风检查' }).first().waitFor(),
  },
].map((sight) => ({ ...sight, name: `desk: ${sight.name}` }))

/** Pages for everybody that the server makes. */
export const OPEN: Sight[] = [
  { name: 'what came of meetings', path: '/p/follow-ups' },
  { name: 'fairness', path: '/p/fairness' },
  { name: 'rating rounds', path: '/p/ratings' },
].map((sight) => ({ ...sight, name: `public: ${sight.name}` }))
