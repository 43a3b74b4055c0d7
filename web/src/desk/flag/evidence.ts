import type { Flag } from '../../api/shapes'
import { t } from '../../locale'
import { count, day, rough } from '../../locale/format'

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
    default:
      return ratingWords(flag)
  }
}

/** Numbers of a rating round: how many strike, of how many, on which day. */
function ratingWords(flag: Flag): string {
  const { count: many = 0, of = 0, officials = 0, one_in: odds = 0, day: on } = flag.evidence
  const said = { n: count(many), of: count(of), officials: count(officials), odds: rough(odds), day: on ? day(on) : '' }
  switch (flag.kind) {
    case 'rating_burst':
      return t('desk.flag.rating_burst', said)
    case 'rating_device':
      return t('desk.flag.rating_device', said)
    case 'rating_equal':
      return t('desk.flag.rating_equal', said)
    case 'rating_comments':
      return t('desk.flag.rating_comments', said)
    default:
      return on ? t('desk.flag.rating_spare_day', said) : t('desk.flag.rating_spare', said)
  }
}
