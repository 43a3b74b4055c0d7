import type { Page } from '@playwright/test'
import { first, NOBODY, type Sight } from './sound'

const screens = [360, 1920]

/** The big screen, and the judges' ballots. */
export const STAGE: Sight[] = [
  { name: 'a meeting to come', path: first('/api/public/meetings', (id) => `/stage/${id}`, 'announced'), widths: screens },
  { name: 'a meeting that is over', path: first('/api/public/meetings', (id) => `/stage/${id}`, 'closed'), widths: screens },
  { name: 'no such meeting', path: `/stage/${NOBODY}`, widths: screens },
  { name: 'a ballot whose code is to be typed', path: '/panel' },
  { name: 'a ballot that is none', path: '/panel#ZZZZ-ZZZZ', then: (page: Page) => page.getByRole('alert').waitFor() },
].map((sight) => ({ ...sight, name: `stage: ${sight.name}` }))
