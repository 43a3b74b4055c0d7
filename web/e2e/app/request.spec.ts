import { expect, signedIn, test } from '../served-county'

interface Request { id: string; number: string; version: number; verbs: string[]; state: string }

test('an official escalates; whoever is overtaken keeps his words', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official' })
  const page = await context.newPage()
  const due = (await (await context.request.get('/api/visits/due?limit=1')).json()) as { items: { id: string }[] }
  const id = crypto.randomUUID()
  await context.request.put(`/api/requests/${id}`, { data: { household_id: due.items[0]?.id, body: '路灯坏了' } })
  const request = (await (await context.request.get(`/api/requests/${id}`)).json()) as Request

  await page.goto(`/app/requests/${id}`)
  await page.getByRole('button', { name: '答复' }).click()
  await page.getByLabel('怎么办的，结果怎样').fill('已请电工来看')
  // Meanwhile, on the desk.
  await context.request.post(`/api/requests/${id}/escalate`, { data: { note: '要换线路', version: request.version } })
  await page.locator('footer').getByRole('button', { name: '答复' }).click()
  await expect(page.getByRole('alert')).toContainText('您写的还在')
  await expect(page.getByLabel('怎么办的，结果怎样')).toHaveValue('已请电工来看')
  await page.getByRole('button', { name: '关闭' }).click()
  await expect(page.getByText('上报到村')).toBeVisible()
  await context.close()
})

test('a grid leader sees the requests of his grid with what he may do', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'village-leader' })
  const page = await context.newPage()
  await page.goto('/app/requests?show=escalated')
  const first = page.locator('main li a').first()
  await expect(first).toBeVisible()
  const listed = (await (await context.request.get('/api/requests?state=escalated&level=village&sort=due&limit=50')).json()) as { items: Request[] }
  const mine = listed.items.find((request) => request.verbs.includes('answer'))
  test.skip(!mine, 'no request waits for the village leader in this county')
  await page.goto(`/app/requests/${mine?.id}`)
  await page.getByRole('button', { name: '答复' }).click()
  await page.getByLabel('怎么办的，结果怎样').fill('本周修好')
  await page.locator('footer').getByRole('button', { name: '答复' }).click()
  await expect(page.getByText('作出答复').last()).toBeVisible()
  await expect(page.getByText('本周修好')).toBeVisible()
  await context.close()
})
