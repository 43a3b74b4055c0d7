import { describe, expect, it } from 'vitest'
import { fit, MARGIN, officialAt, pointsOf, roleOf, toScreen, zoom } from './plot'

const plot = { officials: [], villages: [], points: [[0, 0, 0, 0], [1000, 500, 1, 0], [400, 100, 1, -1]] }
const points = pointsOf(plot)

describe('the plot of a township', () => {
  it('fits the frame, north up', () => {
    const view = fit(points, 656, 456)
    const [west, south] = toScreen(view, 0, 0)
    const [east, north] = toScreen(view, 1000, 500)
    expect([west, east]).toEqual([MARGIN, 656 - MARGIN])
    expect(north).toBeLessThan(south)
  })

  it('keeps the place under the pointer when it zooms', () => {
    const view = fit(points, 600, 400)
    const [x, y] = toScreen(view, 400, 100)
    const [nearX, nearY] = toScreen(zoom(view, 3, x, y), 400, 100)
    expect(nearX).toBeCloseTo(x)
    expect(nearY).toBeCloseTo(y)
  })

  it('tells what a household is to an official', () => {
    expect(points.map((point) => roleOf(point, 0))).toEqual(['kept', 'lost', 'other'])
    expect(points.map((point) => roleOf(point, 1))).toEqual(['other', 'gained', 'gained'])
  })

  it('finds whose household was pointed at', () => {
    const view = fit(points, 600, 400)
    const [x, y] = toScreen(view, 1000, 500)
    expect(officialAt(points, view, x + 3, y - 3)).toBe(1)
    expect(officialAt(points, view, x - 200, y)).toBeNull()
  })

  it('stands an empty township', () => {
    expect(fit([], 600, 400).scale).toBe(1)
  })
})
