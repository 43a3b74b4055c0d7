import type { Grid } from '../../api/shapes'

export interface MapNode {
  id: string
  name: string
  value: number
  open: number
  overdue: number
  share: number
  itemStyle: { color: string }
  children?: MapNode[]
}

/** From calm blue (nothing overdue) over amber to red (a third of what is open, or more). Every step carries white text. */
const steps = ['#3D6FB4', '#4F6D99', '#7A6A4E', '#8A5A00', '#A3481A', '#B3261E']

export function shareColour(share: number): string {
  const index = Math.min(steps.length - 1, Math.max(0, Math.floor((share / 0.34) * (steps.length - 1) + 0.5)))
  return steps[index] ?? '#3D6FB4'
}

function node(grid: Grid, children?: MapNode[]): MapNode {
  const share = grid.open_requests === 0 ? 0 : grid.overdue / grid.open_requests
  return {
    id: grid.id, name: grid.name, value: grid.households, open: grid.open_requests, overdue: grid.overdue, share,
    itemStyle: { color: shareColour(share) }, ...(children?.length ? { children } : {}),
  }
}

/** Townships with their work areas inside: area by households, colour by the share of open requests that is overdue. */
export function mapNodes(townships: Grid[], workAreas: Grid[]): MapNode[] {
  return townships.map((township) =>
    node(township, workAreas.filter((area) => area.parent_id === township.id).map((area) => node(area))),
  )
}
