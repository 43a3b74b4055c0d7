import { defineConfig } from '@playwright/test'

/** Debian's Chromium, with the flags it needs inside a container. `LIANXIN_TEST_CHROMIUM` names another one. */
export default defineConfig({
  testDir: 'e2e',
  // Each worker serves a county of its own, so that files never meet.
  workers: 2,
  retries: 0,
  // A PIN is stretched on purpose, and a machine of two cores is slow at it.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 10_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['LIANXIN_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
})
