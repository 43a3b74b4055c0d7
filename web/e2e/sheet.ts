import type { Page } from '@playwright/test'
import { ask, expect } from './served-county'

interface Household { code: string; group_no: number; head_name: string; phone_masked?: string }
interface Listed { items: Household[]; next_cursor?: string }

/** A sheet goes into the roster, as the office would import it: its headings, then its rows. */
export async function importSheet(office: Page, kind: 'officials' | 'households', lines: string[]): Promise<void> {
  const file = { name: `${kind}.csv`, mimeType: 'text/csv', buffer: Buffer.from([...lines, ''].join('\n')) }
  const answer = await office.request.post('/api/imports', { multipart: { kind, dry_run: 'false', file }, headers: { 'X-Lianxin': '1' } })
  expect(answer.status(), await answer.text()).toBe(202)
  const { id } = (await answer.json()) as { id: string }
  const state = async () => (await ask<{ state: string }>(office, `/api/imports/${id}`)).state
  await expect.poll(state, { timeout: 60_000 }).toBe('applied')
}

/** Every household that has no number yet gets one: whoever is drawn can be phoned then. */
export async function phoneEverybody(office: Page): Promise<void> {
  const lines = ['户编号,村代码,村民小组,户主,电话']
  let cursor: string | undefined
  do {
    const { items, next_cursor } = await ask<Listed>(office, `/api/households?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    for (const each of items.filter((one) => !one.phone_masked)) {
      const phone = `139${String(lines.length).padStart(8, '0')}`
      lines.push([each.code, each.code.slice(0, 12), each.group_no, each.head_name, phone].join(','))
    }
    cursor = next_cursor
  } while (cursor)
  if (lines.length > 1) await importSheet(office, 'households', lines)
}
