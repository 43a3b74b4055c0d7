import { t } from '../locale'

/** The parameters of a step: `per=f1,n=1` is `{ per: 'f1', n: '1' }`. */
export function parametersOf(params: string): Record<string, string> {
  return Object.fromEntries(params.split(',').map((part) => {
    const at = part.indexOf('=')
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
  }))
}

/** What a step draws, as a hall understands it. */
export function planWords(step: { roster: string; params: string }): string {
  const { per, prop, within, n = '1', pair, max } = { within: undefined, ...renamed(parametersOf(step.params)) }
  const way = per ? t('stage.plan.per', { n }) : prop ? t('stage.plan.prop', { n }) : within ? t('stage.plan.within', { n }) : t('stage.plan.n', { n })
  const more = [max ? t('stage.plan.max', { n: max.split(':')[1] ?? max }) : '', pair ? t('stage.plan.pair', { n: pair.split(':')[1] ?? '1' }) : '']
  return [way, ...more.filter(Boolean)].join(t('stage.plan.and'))
}

/** `in` is a word of the language. */
function renamed(parameters: Record<string, string>): { per?: string; prop?: string; within?: string; n?: string; pair?: string; max?: string } {
  const { in: within, ...others } = parameters
  return within === undefined ? others : { ...others, within }
}
