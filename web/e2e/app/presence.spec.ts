import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import encodeQR from 'qr'
import { expect, signedIn, test } from '../served-county'
import { enter, households, ready, uploads } from './phone'

test.use({ countyName: 'presence' })

/** What the camera sees: a door tag on white, as a film of one picture (YUV4MPEG2, 4:2:0). */
function film(code: string): Buffer {
  const [width, height] = [640, 480]
  const modules = encodeQR(code, 'raw', { ecc: 'medium' })
  const side = Math.floor(400 / modules.length)
  const [left, top] = [(width - side * modules.length) / 2, (height - side * modules.length) / 2].map(Math.floor) as [number, number]
  const light = Buffer.alloc(width * height, 235)
  modules.forEach((line, row) => line.forEach((dark, column) => {
    for (let y = 0; dark && y < side; y += 1) light.fill(16, (top + row * side + y) * width + left + column * side, (top + row * side + y) * width + left + (column + 1) * side)
  }))
  const picture = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((width * height) / 2, 128)])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), picture, picture])
}

test('the camera reads the door tag, the place is kept when one wants, and the household has been seen', async ({ browser, county }, info) => {
  const asking = await signedIn(browser, county, { login: 'official' })
  const to = (await households(asking))[5]
  if (!to) throw new Error('the official has households')
  const { tag } = (await (await asking.request.get(`/api/households/${to.id}`)).json()) as { tag: string }
  await asking.close()

  const folder = mkdtempSync(join(tmpdir(), 'lianxin-camera-'))
  const seen = join(folder, 'door.y4m')
  writeFileSync(seen, film(`${county.origin}/T/${tag}`))
  const options = info.project.use.launchOptions
  const camera = await chromium.launch({
    ...options,
    args: [...(options?.args ?? []), '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${seen}`],
  })
  const context = await signedIn(camera, county, { login: 'official' })
  await context.grantPermissions(['camera', 'geolocation'])
  await context.setGeolocation({ latitude: 35.790123456, longitude: 118.620987654, accuracy: 12 })
  const page = await context.newPage()
  await page.goto(`/app/visit?household=${to.id}`)
  await page.getByRole('radio', { name: '生产收入' }).check()
  await page.getByLabel('记录').fill('在门口扫的码')
  await page.getByRole('button', { name: '扫码' }).click()
  await expect(page.getByLabel('门牌码')).toHaveValue(tag)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: '记下' }).click()
  await expect(page.getByText('已记下，误差约 12 米')).toBeVisible()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(uploads(page)).toContainText('已全部上传')

  const { items } = (await (await context.request.get(`/api/visits?household_id=${to.id}&limit=200`)).json()) as { items: Visit[] }
  const visit = items.find((one) => one.note === '在门口扫的码')
  expect(visit).toMatchObject({ tag_seen: true, standing: 'tag_seen', position: { latitude: 35.79012, longitude: 118.62099, accuracy_m: 12 } })
  await camera.close()
  rmSync(folder, { recursive: true })
})

test('a position that the phone refuses does not stand in the way of a visit', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official' })
  await context.clearPermissions()
  const page = await context.newPage()
  const to = (await households(context))[6]
  if (!to) throw new Error('the official has households')
  await page.goto(`/app/visit?household=${to.id}`)
  await page.getByRole('radio', { name: '生产收入' }).check()
  await page.getByLabel('记录').fill('没有取到位置')
  await page.getByRole('button', { name: '记下' }).click()
  await expect(page.getByText('没有取到位置，不影响保存')).toBeVisible()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(uploads(page)).toContainText('已全部上传')
  await context.close()
})

test('a proposal written without a network counts for the campaign once it is up', async ({ browser, county }) => {
  const context = await signedIn(browser, county, { login: 'official', byHand: true })
  const page = await context.newPage()
  await enter(page)
  await ready(page)
  await page.getByRole('link', { name: '待办' }).click()
  const card = page.getByRole('article').filter({ hasText: '提建议' }).first()
  const campaign = await card.getByRole('strong').first().innerText()
  await context.setOffline(true)
  await card.getByRole('button', { name: /提建议/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('dialog').getByText('请写下建议')).toBeVisible()
  await page.getByLabel('您的建议').fill('村里的路灯该修了，先修学校门口的')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('1 条建议待上传')).toBeVisible()
  await context.setOffline(false)
  await expect(uploads(page)).toContainText('已全部上传')
  const office = await signedIn(browser, county, { login: 'office' })
  const campaigns = (await (await office.request.get('/api/campaigns')).json()) as { items: { id: string; name: string }[] }
  const id = campaigns.items.find((one) => one.name === campaign)?.id
  const proposals = (await (await office.request.get(`/api/campaigns/${id}/proposals?limit=200`)).json()) as { items: { text: string }[] }
  expect(proposals.items.filter((one) => one.text === '村里的路灯该修了，先修学校门口的')).toHaveLength(1)
  await office.close()
  await context.close()
})

interface Visit { note?: string; tag_seen: boolean; standing: string; position?: { latitude: number; longitude: number; accuracy_m: number } }
