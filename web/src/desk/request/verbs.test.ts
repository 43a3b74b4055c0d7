import { expect, it } from 'vitest'
import { isStaffVerb, whyNot } from './verbs'

it('leaves confirming and disputing to the household', () => {
  expect(isStaffVerb('confirm')).toBe(false)
  expect(isStaffVerb('escalate')).toBe(true)
})

it('says why a verb is closed', () => {
  expect(whyNot('answer', { state: 'confirmed' })).toBe('settled')
  expect(whyNot('answer', { state: 'answered' })).toBe('waits_for_household')
  expect(whyNot('escalate', { state: 'escalated', level: 'county' })).toBe('top')
  expect(whyNot('answer', { state: 'escalated', level: 'township' })).toBe('not_yours')
})
