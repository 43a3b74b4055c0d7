import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { expectSound } from './axe/sound'
import { next, prepare } from './meeting/hall'
import { seal } from './notary'
import { BINARY, expect, PASSWORD, test } from './served-county'

test.use({ countyName: 'away' })

/** The hall's machine, with no county beside it. */
async function serveHall(pack: string, key: string): Promise<{ origin: string; end: () => void }> {
  const server = spawn(BINARY, ['serve', '--meeting', pack, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LIANXIN_PACK_KEY: key } })
  const origin = await new Promise<string>((resolve, reject) => {
    let told = ''
    server.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      const found = /^listening on (\S+)$/m.exec(told)?.[1]
      if (found) resolve(found)
    })
    server.on('exit', (code) => reject(new Error(`the hall ended with ${code}: ${told}`)))
  })
  return { origin, end: () => server.kill('SIGKILL') }
}

test('a meeting is taken to a hall without internet and cannot be opened here until it is back', async ({ open, browser }, info) => {
  const host = await open({ login: 'host' })
  await prepare(host, { code: 'AWAY-2026-1', households: 2, tip: seal(4).tip })
  await host.getByRole('button', { name: '发布公告' }).click()
  await expect(host.getByLabel('dice20')).toBeVisible()
  await host.getByRole('button', { name: '带到没有网络的会场' }).click()
  await host.getByRole('button', { name: '制作会议包并带出' }).click()
  const slip = host.getByRole('region', { name: '会议包的密钥' })
  const key = await slip.locator('.key').innerText()
  expect(key).toMatch(/^(\w{4}-){6}\w{5}$/)
  await expect(host.getByLabel('dice20')).toHaveCount(0)
  await expect(next(host)).toContainText('会议在没有网络的会场举行')
  const fetched = host.waitForEvent('download')
  await host.getByRole('link', { name: '下载会议包' }).click()
  const pack = info.outputPath((await fetched).suggestedFilename())
  await (await fetched).saveAs(pack)
  expect(pack).toMatch(/AWAY-2026-1\.lianxin-pack$/)
  await expectSound(host)
  await host.screenshot({ path: info.outputPath('away.png'), fullPage: true })

  await test.step('in the hall the same console waits for the opening, and nothing else is there', async () => {
    const hall = await serveHall(pack, key)
    try {
      const context = await browser.newContext({ baseURL: hall.origin, locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      await page.request.post('/api/session', { data: { login: 'host', password: PASSWORD }, headers: { 'X-Lianxin': '1' } })
      await page.goto('/desk/')
      await expect(page).toHaveURL(/\/desk\/meetings$/)
      await expect(page.getByRole('navigation').getByRole('link')).toHaveText(['现场调查会', '会后落实'])
      await page.getByRole('link', { name: '现场调查会' }).last().click()
      await expect(page.getByLabel('dice20')).toBeVisible()
      await expect(page.getByRole('button', { name: '带到没有网络的会场' })).toHaveCount(0)
      await expectSound(page)
      await page.screenshot({ path: info.outputPath('hall.png') })
      await page.goto('/h')
      await expect(page.getByRole('heading', { name: '这台机器只开一次会' })).toBeVisible()
      await page.screenshot({ path: info.outputPath('notice.png') })
      await context.close()
    } finally {
      hall.end()
    }
  })

  await test.step('what is no record is refused in plain words; taken back, the meeting is here again', async () => {
    const wrong = info.outputPath('wrong.lianxin-record')
    writeFileSync(wrong, 'no record')
    await host.getByLabel('会后：会议记录').setInputFiles(wrong)
    await host.getByRole('button', { name: '带回会议记录' }).click()
    await expect(host.getByRole('alert')).toContainText('会议记录无法读取')
    await host.getByRole('button', { name: '收回会议包' }).click()
    await host.getByLabel('收回的原因').fill('U 盘丢失')
    await host.getByRole('button', { name: '确定收回' }).click()
    await expect(host.getByLabel('dice20')).toBeVisible()
    await expect(host.getByText('U 盘丢失')).toBeVisible()
  })
})
