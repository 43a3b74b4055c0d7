import type { BrowserContext, Page } from '@playwright/test'
import { expect, pinForm, typePin } from '../served-county'

/** What a test does with an official's phone: the door of the app, its service worker, a camera's photo. */

/** Opens an address of the app and types the PIN. */
export async function enter(page: Page, path = '/app/households', pin?: string): Promise<void> {
  await page.goto(path)
  await typePin(pinForm(page), pin)
  await expect(pinForm(page)).toHaveCount(0)
  await expect(page.locator('main h1')).toBeVisible()
}

/** The app's pages open without a network from here on, and my households lie on the phone. */
export async function ready(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (navigator.serviceWorker.controller) return
    await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }))
  })
  await expect(page.getByRole('list', { name: '联系户' }).getByRole('listitem').first()).toBeVisible()
}

export const MARK = 'GPS-35.2-118.4'

/** A photo as cameras make it: larger than it leaves the phone, with a note of the place in front of the picture. */
export async function photo(page: Page, width = 2400, height = 1800): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const drawn = await page.evaluate(async ([across, down]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: across, height: down })
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D
    for (let at = 0; at < 40; at += 1) {
      pen.fillStyle = `hsl(${at * 9} 60% 50%)`
      pen.fillRect((at % 8) * 300, Math.floor(at / 8) * 360, 300, 360)
    }
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? ''
  }, [width, height] as const)
  const picture = Buffer.from(drawn, 'base64')
  const note = Buffer.from(`Exif\0\0${MARK}`)
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, note.length + 2]), note])
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([picture.subarray(0, 2), segment, picture.subarray(2)]) }
}

/** Width and height as a JPEG tells them. */
export function sizeOf(jpeg: Buffer): { width: number; height: number } {
  for (let at = 2; at < jpeg.length - 9; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1] ?? 0
    if (marker >= 0xc0 && marker <= 0xc2) return { height: jpeg.readUInt16BE(at + 5), width: jpeg.readUInt16BE(at + 7) }
  }
  throw new Error('no JPEG')
}

export interface Household { id: string; head_name: string; code: string; official?: { id: string } }

export async function households(context: BrowserContext): Promise<Household[]> {
  return ((await (await context.request.get('/api/visits/due?limit=200')).json()) as { items: Household[] }).items
}

export interface Visit { id: string; note?: string; photos: string[]; received_at: string; official: { id: string } }

export async function visitsTo(context: BrowserContext, household: string): Promise<Visit[]> {
  return ((await (await context.request.get(`/api/visits?household_id=${household}&limit=200`)).json()) as { items: Visit[] }).items
}

/** Fills the form of a visit from its household's page, as one does at the door. */
export async function log(page: Page, to: Household, note: string, more: { photo?: Awaited<ReturnType<typeof photo>>; request?: string; when?: string } = {}): Promise<void> {
  await page.getByRole('link', { name: '联系户' }).last().click()
  await page.getByRole('list', { name: '联系户' }).getByRole('link', { name: to.head_name }).first().click()
  await page.getByRole('link', { name: '记走访' }).click()
  await expect(page.getByText(to.code)).toBeVisible()
  if (more.when) await page.getByLabel('什么时候').fill(more.when)
  await page.getByRole('radio', { name: '生产收入' }).check()
  await page.getByLabel('记录').fill(note)
  if (more.photo) {
    await page.getByLabel('添加').setInputFiles(more.photo)
    await expect(page.getByRole('img', { name: '照片 1' })).toBeVisible()
  }
  if (more.request) {
    await page.getByRole('button', { name: '他家有诉求，记一件' }).click()
    await page.getByLabel('什么事').fill(more.request)
  }
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText(note)).toBeVisible()
}

export const uploads = (page: Page) => page.locator('a[href="/app/mine/outbox"]').first()
