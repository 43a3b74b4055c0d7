// Draws the installed app's icons from the mark in public/favicon.svg: `node scripts/icons.mjs`. They are checked in.
import { readFile, writeFile } from 'node:fs/promises'
import { chromium } from '@playwright/test'

const mark = await readFile(new URL('../public/favicon.svg', import.meta.url), 'utf8')
const lines = /<g.*<\/g>/s.exec(mark)[0]
// The corners are the phone's to round where it does (iOS, a mask); a mask may take a fifth from every side.
const plain = (corner, inner) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="${corner}" fill="#1F5FBF"/><g transform="translate(16 16) scale(${inner}) translate(-16 -16)">${lines}</g></svg>`
const icons = [
  { name: 'app-icon-192', size: 192, svg: plain(7, 0.86) },
  { name: 'app-icon-512', size: 512, svg: plain(7, 0.86) },
  { name: 'app-icon-maskable-512', size: 512, svg: plain(0, 0.66) },
  { name: 'app-icon-180', size: 180, svg: plain(0, 0.8) },
]
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
for (const { name, size, svg } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  await writeFile(new URL(`../public/${name}.png`, import.meta.url), await page.screenshot({ omitBackground: true }))
  await page.close()
}
await browser.close()
