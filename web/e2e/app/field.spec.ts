import { expect, signedIn, test } from '../served-county'
import { enter, households, ready, uploads } from './phone'

test.use({ countyName: 'field' })

test('a pledge made where the network ends reaches the household, and its official says that it was kept', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  const all = await households(context)
  await enter(page)
  await ready(page)
  const door = all[0]
  if (!door) throw new Error('the official has households')
  await context.setOffline(true)
  await page.getByRole('list', { name: '联系户' }).getByRole('link', { name: door.head_name }).first().click()
  await page.getByRole('button', { name: '作承诺' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('请写明答应做什么')).toBeVisible()
  await page.getByLabel('答应做什么').fill('月底前把低保的表送到家里')
  await page.getByRole('dialog').getByRole('button', { name: '7 天内' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已存手机', { exact: true }).first()).toBeVisible()
  await context.setOffline(false)
  await expect(uploads(page)).toContainText('已全部上传')
  const card = page.getByRole('article').filter({ hasText: '月底前把低保的表送到家里' })
  await expect(card).toContainText('待兑现')
  const listed = (await (await context.request.get(`/api/pledges?household_id=${door.id}`)).json()) as { items: { text: string; state: string }[] }
  expect(listed.items.filter((one) => one.text === '月底前把低保的表送到家里')).toHaveLength(1)

  await page.getByRole('link', { name: '待办' }).click()
  const due = page.getByRole('article').filter({ hasText: '月底前把低保的表送到家里' })
  await due.getByRole('button', { name: '已兑现' }).click()
  await expect(uploads(page)).toContainText('已全部上传')
  await page.getByRole('link', { name: '联系户' }).last().click()
  await page.getByRole('list', { name: '联系户' }).getByRole('link', { name: door.head_name }).first().click()
  await expect(page.getByRole('article').filter({ hasText: '月底前把低保的表送到家里' })).toContainText('等户里确认')
  await context.close()
})

interface Form { version: number; fields: { field: string; value: string }[]; conflicts: unknown[] }

test('two people write different things into one field: both see both, one of them decides; other fields merge', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const office = await signedIn(browser, county, { login: 'office' })
  const page = await context.newPage()
  const door = (await households(context))[1]
  if (!door) throw new Error('the official has households')
  const form = async () => (await (await context.request.get(`/api/households/${door.id}/form`)).json()) as Form
  const before = await form()
  await enter(page)
  await ready(page)
  await enter(page, `/app/households/${door.id}/form`)
  await context.setOffline(true)
  const write = async (field: string, text: string) => {
    await page.getByRole('button', { name: new RegExp(`^${field}`) }).first().click()
    await page.getByRole('dialog').getByRole('textbox').fill(text)
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    await expect(page.getByRole('button', { name: new RegExp(`^${field}.*${text}`) })).toContainText('已存手机')
  }
  await write('需要', '想修门口的路')
  await write('生产', '玉米八亩')

  // Meanwhile, on the desk.
  const edit = await office.request.put(`/api/households/${door.id}/form/edits/${crypto.randomUUID()}`, {
    data: { base_version: before.version, changes: [{ field: 'needs', value: '想装路灯' }, { field: 'housing', value: '砖瓦房三间' }] },
  })
  expect(edit.status(), await edit.text()).toBeLessThan(300)

  await context.setOffline(false)
  const conflict = page.getByRole('form', { name: '需要' })
  await expect(conflict).toContainText('想修门口的路')
  await expect(conflict).toContainText('想装路灯')
  await expect(page.getByRole('button', { name: /^住房.*砖瓦房三间/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^生产.*玉米八亩/ })).toBeVisible()
  await conflict.getByRole('radio', { name: /想修门口的路/ }).check()
  await conflict.getByRole('button', { name: '就用这个' }).click()
  await expect(conflict).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^需要.*想修门口的路/ })).toBeVisible()
  const after = await form()
  expect(after.conflicts).toEqual([])
  expect(after.fields.find((one) => one.field === 'needs')?.value).toBe('想修门口的路')
  await context.close()
  await office.close()
})
