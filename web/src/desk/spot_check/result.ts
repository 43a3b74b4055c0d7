import type { SpotCheck } from '../../api/shapes'
import { t } from '../../locale'
import { count } from '../../locale/format'

export const tones: Record<SpotCheck['state'], 'grey' | 'blue' | 'amber' | 'green'> = { registered: 'grey', announced: 'blue', drawn: 'amber', closed: 'green' }

const percent = (permille: number) => `${(permille / 10).toFixed(1)} %`

/** The share of satisfied households with how sure it is; nothing with too few answers. */
export function resultWords({ result }: SpotCheck): string {
  if (result.drawn === 0) return '—'
  const heard = t('desk.spot.heard', { n: count(result.answered), total: count(result.drawn) })
  if (result.satisfied_permille === undefined) return `${heard} · ${t('desk.spot.too_few')}`
  return `${t('desk.spot.satisfied', { share: percent(result.satisfied_permille), low: percent(result.low_permille ?? 0), high: percent(result.high_permille ?? 1000) })} · ${heard}`
}
