import type { Page } from '@playwright/test'
import { ask } from '../served-county'
import { first, NOBODY, type Sight } from './sound'

/** The first official who has a score. */
async function scored(page: Page): Promise<string> {
  const { items } = await ask<{ items: { official: { id: string } }[] }>(page, '/api/scores?limit=1')
  return items[0]?.official.id ?? NOBODY
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click()

/** The start page and what leads to an account. */
export const IDENTITY: Sight[] = [
  { name: 'signing in', path: '/sign-in' },
  {
    name: 'a wrong password',
    path: '/sign-in',
    then: async (page) => {
      await page.getByLabel('账号').fill('nobody')
      await page.getByLabel('密码').fill('not-the-password')
      await press('登录')(page)
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'activating an account', path: '/activate' },
  { name: 'asking for a new password', path: '/reset' },
  { name: 'setting a new password', path: '/reset#token=AAAA' },
  { name: 'choosing a surface', path: '/', login: 'official' },
  { name: 'the API reader', path: '/api/docs', then: (page) => page.locator('rapi-doc nav').first().waitFor() },
]

/** The officials' app, route by route, and what is shown in place of content. */
export const APP: Sight[] = ([
  { name: 'households', path: '/app/households', login: 'official' },
  { name: 'a household', path: first('/api/visits/due', (id) => `/app/households/${id}`), login: 'official' },
  { name: 'a condition form', path: first('/api/visits/due', (id) => `/app/households/${id}/form`), login: 'official' },
  { name: 'recording a request', path: first('/api/visits/due', (id) => `/app/requests/new?household=${id}`), login: 'official' },
  { name: 'a visit', path: first('/api/visits/due', (id) => `/app/visit?household=${id}`), login: 'official' },
  { name: 'a visit with fields left out', path: '/app/visit', login: 'official', then: press('保存') },
  { name: 'requests', path: '/app/requests', login: 'official' },
  { name: 'a request', path: first('/api/requests', (id) => `/app/requests/${id}`), login: 'official' },
  { name: 'to do', path: '/app/todo', login: 'official' },
  { name: 'mine', path: '/app/mine', login: 'official' },
  { name: 'my score', path: '/app/mine/score', login: 'official' },
  { name: 'my ratings', path: '/app/mine/ratings', login: 'official' },
  { name: 'my duty report', path: '/app/mine/duty-report', login: 'official' },
  { name: 'my password', path: '/app/mine/password', login: 'official' },
  { name: 'nothing to upload', path: '/app/mine/outbox', login: 'official' },
  { name: 'this phone', path: '/app/mine/phone', login: 'official' },
  {
    name: 'making a pledge',
    path: first('/api/visits/due', (id) => `/app/households/${id}`),
    login: 'official',
    then: press('作承诺'),
  },
  { name: 'the first PIN', path: '/app/', login: 'official', byHand: true },
  {
    name: 'a PIN that is too easy',
    path: '/app/',
    login: 'official',
    byHand: true,
    then: async (page) => {
      await page.getByLabel('6 位数字').fill('123456')
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'a household that is not there', path: `/app/households/${NOBODY}`, login: 'official' },
  { name: 'no households of his own', path: '/app/households', login: 'county-leader' },
] as Sight[]).map((sight) => ({ ...sight, name: `app: ${sight.name}` }))

/** The desk, route by route. */
export const DESK: Sight[] = [
  { name: 'the county', path: '/desk/', login: 'county-leader' },
  { name: 'requests', path: '/desk/requests', login: 'office' },
  { name: 'no request of that number', path: '/desk/requests?q=Q1999-000001', login: 'office' },
  { name: 'the board of requests', path: '/desk/requests?view=board', login: 'township-leader' },
  { name: 'a request', path: first('/api/requests?state=escalated&level=village', (id) => `/desk/requests?open=${id}`), login: 'village-leader' },
  {
    name: 'escalating a request',
    path: first('/api/requests?state=escalated&level=village', (id) => `/desk/requests?open=${id}`),
    login: 'village-leader',
    then: press('上报'),
  },
  { name: 'households', path: '/desk/households', login: 'office' },
  { name: 'a household', path: first('/api/households', (id) => `/desk/households?open=${id}`), login: 'office' },
  { name: 'officials', path: '/desk/officials', login: 'office' },
  { name: 'an official', path: first('/api/officials', (id) => `/desk/officials/${id}`), login: 'office' },
  { name: 'an official who is not there', path: `/desk/officials/${NOBODY}`, login: 'office' },
  { name: 'units', path: '/desk/units', login: 'unit-head' },
  { name: 'assignments', path: '/desk/assignments', login: 'office' },
  { name: 'proposing an assignment', path: '/desk/assignments', login: 'office', then: press('提出新方案') },
  ...['townships', 'moves', 'plot', 'loads'].map((view) => ({ name: `an assignment: ${view}`, path: first('/api/assignments', (id: string) => `/desk/assignments/${id}?view=${view}`), login: 'office' })),
  { name: 'recusals', path: '/desk/recusals', login: 'office' },
  { name: 'leaders', path: '/desk/leaders', login: 'office' },
  { name: 'leaders proposed', path: '/desk/leaders?view=proposal', login: 'office' },
  { name: 'merging villages', path: '/desk/villages', login: 'office' },
  { name: 'an official leaving', path: first('/api/officials', (id) => `/desk/officials/${id}`), login: 'office', then: press('离任移交') },
  { name: 'campaigns', path: '/desk/campaigns', login: 'office' },
  { name: 'a new campaign', path: '/desk/campaigns', login: 'office', then: press('新建活动') },
  ...['grids', 'officials', 'proposals'].map((view) => ({ name: `a campaign: ${view}`, path: first('/api/campaigns', (id: string) => `/desk/campaigns/${id}?view=${view}`), login: 'office' })),
  { name: 'flags', path: '/desk/flags', login: 'inspector' },
  { name: 'packs', path: '/desk/packs', login: 'office' },
  { name: 'ordering a pack', path: '/desk/packs', login: 'office', then: press('制作打印包') },
  { name: 'meetings', path: '/desk/meetings', login: 'host' },
  { name: 'preparing a meeting', path: '/desk/meetings/new', login: 'host' },
  { name: 'a meeting that is announced', path: first('/api/meetings', (id) => `/desk/meetings/${id}`, 'announced'), login: 'host' },
  { name: 'a meeting that is over', path: first('/api/meetings', (id) => `/desk/meetings/${id}`, 'closed'), login: 'host' },
  { name: 'changes of the roster', path: first('/api/meetings', (id) => `/desk/meetings/${id}/roster`, 'announced'), login: 'host' },
  { name: 'the second typist', path: first('/api/meetings', (id) => `/desk/meetings/${id}/dice`, 'announced'), login: 'typist' },
  { name: 'the caller', path: first('/api/meetings', (id) => `/desk/meetings/${id}/calls`, 'closed'), login: 'caller' },
  { name: 'the panel', path: first('/api/meetings', (id) => `/desk/meetings/${id}/panel`, 'announced'), login: 'host' },
  {
    name: 'the file of somebody drawn',
    path: first('/api/meetings', (id) => `/desk/meetings/${id}`, 'closed'),
    login: 'host',
    then: async (page: Page) => {
      await page.getByRole('article').getByRole('button').first().click()
      await page.getByRole('complementary').getByRole('heading', { name: /^今年自报走访/ }).waitFor()
    },
  },
  { name: 'rounds', path: '/desk/rounds', login: 'office' },
  { name: 'preparing a round', path: '/desk/rounds/new', login: 'office' },
  { name: 'reminders of a round', path: first('/api/rating-rounds', (id) => `/desk/rounds/${id}/reminders`, 'open'), login: 'office' },
  { name: 'text messages', path: '/desk/messages', login: 'office' },
  { name: 'an open round, for the office', path: first('/api/rating-rounds', (id) => `/desk/rounds/${id}`, 'open'), login: 'office' },
  { name: 'an open round, for the slip keeper', path: first('/api/rating-rounds', (id) => `/desk/rounds/${id}`, 'open'), login: 'slips' },
  { name: 'ballots issued again', path: first('/api/rating-rounds', (id) => `/desk/rounds/${id}/reissues`, 'open'), login: 'office' },
  { name: 'slips on paper', path: first('/api/rating-rounds', (id) => `/desk/rounds/${id}/slips`, 'open'), login: 'slips' },
  { name: 'uploading photos', path: '/desk/officials', login: 'hr', then: press('批量上传照片') },
  { name: 'comments of a closed round', path: first('/api/rating-rounds', (id) => `/desk/rounds/${id}/comments`, 'closed'), login: 'office', then: (page: Page) => page.getByRole('table').getByRole('link').first().click() },
  { name: 'themes of a closed round', path: first('/api/rating-rounds', (id) => `/desk/rounds/${id}/themes`, 'closed'), login: 'office' },
  { name: 'rectifications of units', path: '/desk/rectifications', login: 'office' },
  { name: 'a rectification with calls', path: first('/api/unit-rectifications', (id) => `/desk/rectifications?open=${id}`), login: 'office' },
  { name: 'a closed round', path: first('/api/rating-rounds', (id) => `/desk/rounds/${id}`, 'closed'), login: 'hr' },
  { name: 'scores', path: '/desk/scores', login: 'hr' },
  { name: 'a score', path: async (page: Page) => `/desk/scores/${await scored(page)}`, login: 'hr' },
  { name: 'imports', path: '/desk/imports', login: 'office' },
  { name: 'accounts', path: '/desk/accounts', login: 'admin' },
  { name: 'a new account', path: '/desk/accounts', login: 'admin', then: press('新建账号') },
  { name: 'the journal', path: '/desk/journal', login: 'auditor' },
  { name: 'a page that is not there', path: '/desk/nowhere', login: 'office' },
  { name: 'a page outside one\'s duties', path: '/desk/households', login: 'hr' },
].map((sight) => ({ ...sight, name: `desk: ${sight.name}` }))
