import { expect, it } from 'vitest'
import type { Grid } from '../../api/shapes'
import { mapNodes, shareColour } from './treemap'

const grid = (id: string, parent: string | null, open: number, overdue: number): Grid => ({
  id, code: id, name: id, level: parent ? 'work_area' : 'township', ...(parent ? { parent_id: parent } : {}), children: 0, households: 100,
  linked: 100, open_requests: open, overdue, leaders: [],
})

it('puts each work area under its township', () => {
  const nodes = mapNodes([grid('a', null, 10, 1), grid('b', null, 0, 0)], [grid('a1', 'a', 4, 1)])
  expect(nodes.map((node) => [node.id, node.children?.map((child) => child.id)])).toEqual([['a', ['a1']], ['b', undefined]])
  expect(nodes[1]?.share).toBe(0)
})

it('goes from calm to red with the overdue share', () => {
  expect(shareColour(0)).toBe('#3D6FB4')
  expect(shareColour(0.34)).toBe('#B3261E')
  expect(shareColour(1)).toBe('#B3261E')
})
