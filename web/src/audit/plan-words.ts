import type { Step } from './pdraw1/plan'
import { rosterName, t } from './words'

/** A step of the plan as one would say it. */
export function planWords(step: Step): string {
  const parts = [
    step.quota ? t(step.quota.kind === 'per' ? 'plan.per' : 'plan.prop', { field: step.quota.field, n: step.n }) : t('plan.n', { n: step.n }),
  ]
  if (step.within !== null) parts.push(t('plan.in', { within: step.within }))
  if (step.max) parts.push(t('plan.max', { field: step.max.field, most: step.max.most }))
  if (step.weight !== null) parts.push(t('plan.weight', { field: step.weight }))
  if (step.pair) parts.push(t('plan.pair', { roster: rosterName(step.pair.roster), each: step.pair.each }))
  return t('plan.from', { roster: rosterName(step.roster) }) + parts.join(t('plan.comma'))
}
