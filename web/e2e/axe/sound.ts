import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { ask, expect } from '../served-county'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Axe finds nothing, and nothing is wider than the screen. */
export async function expectSound(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeAttached()
  await expect(page.getByText(/^(正在读取…|Loading…)$/)).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  const found = violations.map((each) => `${each.id}: ${each.help}\n${each.nodes.map((node) => `    ${node.target.join(' ')}  ${node.html.slice(0, 160)}`).join('\n')}`)
  expect.soft(found, `${page.url()} at ${page.viewportSize()?.width} px`).toEqual([])
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect.soft(beyond, `${page.url()} is wider than ${page.viewportSize()?.width} px`).toBeLessThanOrEqual(0)
}

/** One page in one state. */
export interface Sight {
  name: string
  path: string | ((page: Page) => Promise<string>)
  login?: string
  /** What is done before one looks. */
  then?: (page: Page) => Promise<void>
  widths?: number[]
  /** Stands at the door of the app. */
  byHand?: boolean
}

interface Listed { items: { id: string; state?: string }[] }

/** The address of the first thing of a list of the API, in a state where one is named. */
export function first(list: string, address: (id: string) => string, state?: string) {
  return async (page: Page): Promise<string> => {
    const { items } = await ask<Listed>(page, list)
    const found = items.find((item) => !state || item.state === state)
    if (!found) throw new Error(`${list} holds nothing${state ? ` that is ${state}` : ''}`)
    return address(found.id)
  }
}

export const NOBODY = '00000000-0000-4000-8000-000000000000'
