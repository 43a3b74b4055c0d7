import type { TownshipPlotData } from '../../api/shapes'
import { moves, roleOf, toScreen, type Point, type View } from './plot'

const INK = { ground: '#ffffff', other: '#c3ccd6', moved: '#1f5fbf', line: 'rgba(31, 95, 191, 0.22)', kept: '#1b1f24', gained: '#1a7f37', lost: '#b3261e', word: '#57606a' }

export interface Size { width: number; height: number }

/** Draws households, their moves and, when somebody is chosen, what he keeps, gains and loses: each with a shape of its own. */
export function draw(pen: CanvasRenderingContext2D, plot: TownshipPlotData, points: Point[], view: View, size: Size, chosen: number | null): void {
  pen.fillStyle = INK.ground
  pen.fillRect(0, 0, size.width, size.height)
  const radius = Math.min(Math.max(view.scale * 9, 1), 4)
  if (chosen === null) drawAll(pen, plot, points, view, radius)
  else drawChosen(pen, points, view, radius, chosen)
  drawVillages(pen, plot, view, size)
  if (chosen !== null) drawCentre(pen, plot, view, chosen)
}

function drawAll(pen: CanvasRenderingContext2D, plot: TownshipPlotData, points: Point[], view: View, radius: number): void {
  pen.strokeStyle = INK.line
  pen.lineWidth = 1
  pen.beginPath()
  for (const point of points) {
    const to = point.after >= 0 ? plot.officials[point.after] : undefined
    if (!moves(point) || to?.x === undefined || to.y === undefined) continue
    pen.moveTo(...toScreen(view, point.x, point.y))
    pen.lineTo(...toScreen(view, to.x, to.y))
  }
  pen.stroke()
  dots(pen, points.filter((point) => !moves(point)), view, radius, INK.other)
  dots(pen, points.filter(moves), view, radius, INK.moved)
}

function drawChosen(pen: CanvasRenderingContext2D, points: Point[], view: View, radius: number, chosen: number): void {
  const large = Math.max(radius, 3.5)
  const those = (role: ReturnType<typeof roleOf>) => points.filter((point) => roleOf(point, chosen) === role)
  dots(pen, those('other'), view, radius, INK.other)
  dots(pen, those('kept'), view, large, INK.kept)
  for (const point of those('gained')) square(pen, toScreen(view, point.x, point.y), large)
  for (const point of those('lost')) cross(pen, toScreen(view, point.x, point.y), large)
}

function dots(pen: CanvasRenderingContext2D, points: Point[], view: View, radius: number, colour: string): void {
  pen.fillStyle = colour
  pen.beginPath()
  for (const point of points) {
    const [x, y] = toScreen(view, point.x, point.y)
    pen.moveTo(x + radius, y)
    pen.arc(x, y, radius, 0, 2 * Math.PI)
  }
  pen.fill()
}

function square(pen: CanvasRenderingContext2D, [x, y]: [number, number], radius: number): void {
  pen.fillStyle = INK.gained
  pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius)
}

function cross(pen: CanvasRenderingContext2D, [x, y]: [number, number], radius: number): void {
  pen.strokeStyle = INK.lost
  pen.lineWidth = 2
  pen.beginPath()
  pen.moveTo(x - radius, y - radius)
  pen.lineTo(x + radius, y + radius)
  pen.moveTo(x + radius, y - radius)
  pen.lineTo(x - radius, y + radius)
  pen.stroke()
}

/** Names of villages, as far as they do not lie on one another. */
function drawVillages(pen: CanvasRenderingContext2D, plot: TownshipPlotData, view: View, size: Size): void {
  pen.font = '12px "PingFang SC", "Noto Sans CJK SC", sans-serif'
  pen.textAlign = 'center'
  pen.lineWidth = 3
  pen.strokeStyle = 'rgba(255, 255, 255, 0.9)'
  pen.fillStyle = INK.word
  const taken: { x: number; y: number; half: number }[] = []
  for (const { village, x, y } of plot.villages) {
    if (x === undefined || y === undefined) continue
    const [atX, atY] = toScreen(view, x, y)
    const half = pen.measureText(village.name).width / 2 + 4
    const outside = atX < 0 || atX > size.width || atY < 0 || atY > size.height
    if (outside || taken.some((other) => Math.abs(other.x - atX) < other.half + half && Math.abs(other.y - atY) < 16)) continue
    taken.push({ x: atX, y: atY, half })
    pen.strokeText(village.name, atX, atY)
    pen.fillText(village.name, atX, atY)
  }
}

function drawCentre(pen: CanvasRenderingContext2D, plot: TownshipPlotData, view: View, chosen: number): void {
  const official = plot.officials[chosen]
  if (official?.x === undefined || official.y === undefined) return
  const [x, y] = toScreen(view, official.x, official.y)
  pen.fillStyle = INK.moved
  pen.beginPath()
  pen.moveTo(x, y - 9)
  pen.lineTo(x + 9, y)
  pen.lineTo(x, y + 9)
  pen.lineTo(x - 9, y)
  pen.fill()
  pen.font = '600 14px "PingFang SC", "Noto Sans CJK SC", sans-serif'
  pen.textAlign = 'left'
  pen.lineWidth = 4
  pen.strokeStyle = '#ffffff'
  pen.strokeText(official.official.name, x + 13, y + 5)
  pen.fillStyle = INK.kept
  pen.fillText(official.official.name, x + 13, y + 5)
}
