/** Where each of many scales lies in a box: rows from the top, every second row shifted by half a scale. */
export interface Field {
  /** The width of a scale, in the units of the box. */
  size: number
  at: (index: number) => { x: number; y: number }
}

/** A scale is as large as the box allows, but a village's fifteen officials do not become plates. */
const LARGEST = 0.09

export function layOut(total: number, width: number, height: number): Field {
  const rowHeight = 0.62
  const fits = (size: number) => Math.max(0, Math.floor(width / size - 0.5)) * Math.max(0, Math.floor((height - size) / (size * rowHeight)) + 1) >= total
  let low = 0
  let high = Math.min(width * LARGEST * 2, height)
  if (fits(high)) low = high
  // The largest size that fits, to a fraction of a pixel.
  for (let turn = 0; turn < 40 && high - low > 0.01; turn += 1) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  const size = Math.max(low, 1)
  const columns = Math.max(1, Math.floor(width / size - 0.5))
  const left = (width - (columns + 0.5) * size) / 2
  return {
    size,
    at: (index) => {
      const row = Math.floor(index / columns)
      return { x: left + ((index % columns) + 0.5 + (row % 2) / 2) * size, y: size * 0.1 + row * size * rowHeight }
    },
  }
}

/** Labels of a published roster in its order: `pdraw1-roster|NAME|COUNT`, then a line per person. */
export function placesOf(roster: string): Map<string, number> {
  const places = new Map<string, number>()
  roster.split('\n').slice(1).forEach((line, index) => {
    const label = line.split('|')[0]
    if (label) places.set(label, index)
  })
  return places
}
