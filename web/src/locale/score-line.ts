import type { ScoreLine } from '../api/shapes'
import { word } from './index'

/**
 * A line of a score as people read it. The server names the levels of a rating by their codes (`fair+dissatisfied 4`, several
 * where few answers stand together), and its formula gives the points of each (`× 70|40`).
 */
export function readableLine(line: ScoreLine): { label: string; figure: string; formula: string } {
  const cell = line.key === 'rating_cell' ? /^([a-z_+]+) (\S+)$/.exec(line.figure) : null
  if (!cell) return { label: line.label, figure: line.figure, formula: line.formula }
  const levels = (cell[1] ?? '').split('+').map((level) => word('satisfaction', level))
  return { label: levels.join(' / '), figure: cell[2] ?? '', formula: line.formula.replace(/\|/g, ' / ') }
}
