import type { Flag } from '../../api/shapes'
import { t } from '../../locale'
import { count } from '../../locale/format'

/** What a flag rests on, in a line: numbers and times, no judgement. */
export function evidenceWords(flag: Flag): string {
  const { visit_ids: visits, metres, seconds, tag_seen: tagSeen } = flag.evidence
  switch (flag.kind) {
    case 'denied':
      return tagSeen ? t('desk.flag.denied_tag') : t('desk.flag.denied')
    case 'far_apart':
      return t('desk.flag.far_apart', { km: ((metres ?? 0) / 1000).toFixed(1), minutes: Math.max(1, Math.round((seconds ?? 0) / 60)) })
    case 'too_many':
      return t('desk.flag.too_many', { n: count(visits.length) })
    case 'same_text':
      return t('desk.flag.same_text', { n: count(visits.length) })
  }
}
