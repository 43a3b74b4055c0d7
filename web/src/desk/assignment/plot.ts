import type { TownshipPlotData } from '../../api/shapes'

/** A household of the plot: where it lies, and the places in `officials` of who serves it after and before (-1: nobody). */
export interface Point { x: number; y: number; after: number; before: number }

/** How the plane's metres lie on the screen: `scale` pixels a metre, north is up. */
export interface View { scale: number; left: number; top: number }

export const MARGIN = 28

export function pointsOf(plot: TownshipPlotData): Point[] {
  return plot.points.map(([x = 0, y = 0, after = -1, before = -1]) => ({ x, y, after, before }))
}

export const moves = (point: Point) => point.after !== point.before

/** What a point is to a chosen official. */
export function roleOf(point: Point, official: number): 'kept' | 'gained' | 'lost' | 'other' {
  if (point.after === official) return point.before === official ? 'kept' : 'gained'
  return point.before === official ? 'lost' : 'other'
}

/** The whole township in a frame of `width` by `height` pixels. */
export function fit(points: Point[], width: number, height: number): View {
  if (points.length === 0) return { scale: 1, left: 0, top: 0 }
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const { x, y } of points) {
    west = Math.min(west, x)
    east = Math.max(east, x)
    south = Math.min(south, y)
    north = Math.max(north, y)
  }
  const scale = Math.min((width - 2 * MARGIN) / Math.max(east - west, 1), (height - 2 * MARGIN) / Math.max(north - south, 1))
  return {
    scale,
    left: (width - (east - west) * scale) / 2 - west * scale,
    top: (height - (north - south) * scale) / 2 + north * scale,
  }
}

export function toScreen(view: View, x: number, y: number): [number, number] {
  return [view.left + x * view.scale, view.top - y * view.scale]
}

/** Nearer or farther, with the place under the pointer staying where it is. */
export function zoom(view: View, factor: number, atX: number, atY: number): View {
  return { scale: view.scale * factor, left: atX - (atX - view.left) * factor, top: atY - (atY - view.top) * factor }
}

/** The official who serves the household nearest to a place on the screen, if one is within reach. */
export function officialAt(points: Point[], view: View, atX: number, atY: number, reach = 14): number | null {
  let best = reach * reach
  let found: number | null = null
  for (const point of points) {
    const [x, y] = toScreen(view, point.x, point.y)
    const distance = (x - atX) ** 2 + (y - atY) ** 2
    if (distance < best && (point.after >= 0 || point.before >= 0)) {
      best = distance
      found = point.after >= 0 ? point.after : point.before
    }
  }
  return found
}
