import { first, NOBODY, type Sight } from './sound'

const screens = [360, 1920]

/** The big screen, which is also the page anyone opens at home. */
export const STAGE: Sight[] = [
  { name: 'a meeting to come', path: first('/api/public/meetings', (id) => `/stage/${id}`, 'announced'), widths: screens },
  { name: 'a meeting that is over', path: first('/api/public/meetings', (id) => `/stage/${id}`, 'closed'), widths: screens },
  { name: 'no such meeting', path: `/stage/${NOBODY}`, widths: screens },
].map((sight) => ({ ...sight, name: `stage: ${sight.name}` }))
