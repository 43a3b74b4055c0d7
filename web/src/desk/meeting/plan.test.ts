import { describe, expect, it } from 'vitest'
import { agendaOf, draftOf, exclusionsOf, freshPlan, planOf, recusalsOf, rostersOf, textOfAgenda, textOfExclusions, textOfRecusals } from './plan'

describe('what the preparing page asks becomes the plan', () => {
  it('draws an official and three of his households', () => {
    expect(planOf(freshPlan)).toBe('s1:officials:n=1;h1:households:n=3,in=s1')
    expect(rostersOf(freshPlan).map((roster) => roster.name)).toEqual(['officials', 'households'])
  })

  it('draws from every group, with a limit and by weight', () => {
    expect(planOf({ ...freshPlan, way: 'per', households: 0 })).toBe('s1:officials:per=f1,n=1')
    expect(planOf({ ...freshPlan, howMany: 3, most: 1, weighted: true, households: 0 })).toBe('s1:officials:n=3,max=f1:1,weight=f3')
  })

  it('pairs villages with inspectors', () => {
    const draft = { ...freshPlan, subject: 'list' as const, way: 'prop' as const, howMany: 5, inspectors: 2, objects: 'V001 马站镇 李家庄\n', inspectorRows: 'J01 督查组 王伟' }
    expect(planOf(draft)).toBe('s1:objects:prop=f1,n=5,pair=inspectors:2')
    expect(rostersOf(draft)).toEqual([
      { name: 'objects', kind: 'list', weighted: false, rows: [{ label: 'V001', fields: ['马站镇', '李家庄'] }] },
      { name: 'inspectors', kind: 'list', weighted: false, rows: [{ label: 'J01', fields: ['督查组', '王伟'] }] },
    ])
  })
})

describe('a stored plan is shown on the preparing page as it was typed', () => {
  it.each([
    freshPlan,
    { ...freshPlan, stratum: 'unit' as const, way: 'per' as const, howMany: 2, most: 1, weighted: true, households: 0 },
    { ...freshPlan, subject: 'list' as const, way: 'prop' as const, howMany: 5, households: 0, inspectors: 2, objects: 'V001 马站镇 李家庄\nV002 高桥镇 沙沟 村', inspectorRows: 'J01 督查组 王伟' },
  ])('%o', (draft) => {
    expect(draftOf({ plan: planOf(draft), rosters: rostersOf(draft) })).toEqual(draft)
  })

  it('leaves a plan alone that the page cannot write', () => {
    expect(draftOf({ plan: 's1:officials:n=1;s2:officials:n=2' })).toBeNull()
  })

  it('leaves a list alone whose cells it would cut up', () => {
    const rosters = [{ name: 'objects', kind: 'list' as const, rows: [{ label: 'V001', fields: ['马站 镇', '李家庄'] }] }]
    expect(draftOf({ plan: 's1:objects:n=1', rosters })).toBeNull()
  })

  it('writes who is left out, who goes nowhere and the agenda so that they are read as the same', () => {
    const exclusions = [{ number: 'A00012', reason_code: 'LEAVE', reason: '省里开会' }, { number: 'A00013', reason_code: 'HOSPITAL' }]
    const recusals = [{ object: 'V001', inspector: 'J07' }]
    const agenda = [{ at: '09:00', title: '开场' }, { at: '', title: '抽取' }]
    expect(exclusionsOf(textOfExclusions(exclusions))).toEqual(exclusions)
    expect(recusalsOf(textOfRecusals(recusals))).toEqual(recusals)
    expect(agendaOf(textOfAgenda(agenda))).toEqual(agenda)
  })
})

it('reads lines however they are divided', () => {
  expect(exclusionsOf('A00012 leave 省里开会\n\nA00013,HOSPITAL')).toEqual([
    { number: 'A00012', reason_code: 'LEAVE', reason: '省里开会' }, { number: 'A00013', reason_code: 'HOSPITAL' },
  ])
  expect(recusalsOf('V001 J07')).toEqual([{ object: 'V001', inspector: 'J07' }])
  expect(agendaOf('9:00 开场\n抽取')).toEqual([{ at: '09:00', title: '开场' }, { at: '', title: '抽取' }])
})
