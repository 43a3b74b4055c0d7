import { defineConfig } from '@playwright/test'

/** Debian's Chromium, with the flags it needs inside a container. `LIANXIN_TEST_CHROMIUM` names another one. */
export default defineConfig({
  testDir: 'e2e',
  // Each worker serves a county of its own, so that files never meet.
  workers: 2,
  // What passes only at its second try, in a county of its own, is named as flaky at the end: a fault of the test, to be found.
  retries: 1,
  // Limits are for what hangs, not for what is slow: a PIN is stretched on purpose, and several browsers share a machine of two cores.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 30_000,
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
