import { describe, expect, it } from 'vitest'
import { fitted } from './photo'

describe('a photo', () => {
  it.each([[4000, 3000, 1600, 1200], [3000, 4000, 1200, 1600], [800, 600, 800, 600], [10000, 2, 1600, 1]])('of %i × %i becomes %i × %i', (width, height, to, by) => {
    expect(fitted(width, height)).toEqual({ width: to, height: by })
  })
})
