import { expect, it } from 'vitest'
import { makeTrusteeKey } from './trustee-key'

it('makes two keys of 32 bytes that differ', async () => {
  const key = await makeTrusteeKey()
  expect(atob(key?.secret ?? '')).toHaveLength(32)
  expect(atob(key?.open ?? '')).toHaveLength(32)
  expect(key?.secret).not.toBe(key?.open)
})
