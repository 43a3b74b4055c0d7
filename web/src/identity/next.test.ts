import { expect, it } from 'vitest'
import { safeNext } from './next'

it('leads back to a page of this site', () => {
  expect(safeNext('/desk/requests?state=open')).toBe('/desk/requests?state=open')
})

it('never leaves the site, and never circles', () => {
  for (const address of ['//evil.example', 'https://evil.example', '/\\evil.example', '/sign-in?next=/', undefined, ['/desk']]) {
    expect(safeNext(address)).toBeNull()
  }
})
