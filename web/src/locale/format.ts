import { lang, t } from './index'

/** 12,345 */
export function count(n: number | null | undefined): string {
  return n === null || n === undefined ? '—' : n.toLocaleString('en-US')
}

/** Two digits of a large number, as people say it: 12 万, 10 亿; 120,000. */
export function rough(n: number): string {
  const about = Number(n.toPrecision(2))
  if (lang() !== 'zh-CN' || about < 10_000) return count(about)
  return about < 100_000_000 ? `${about / 10_000} 万` : `${about / 100_000_000} 亿`
}

/** Points come in hundredths: 9250 is 92.50. */
export function points(hundredths: number | null | undefined): string {
  return hundredths === null || hundredths === undefined ? '—' : (hundredths / 100).toFixed(2)
}

export function percent(part: number, whole: number, digits = 1): string {
  return whole === 0 ? '—' : `${((part / whole) * 100).toFixed(digits)}%`
}

/** The size of a file. */
export function megabytes(bytes: number): string {
  return `${Math.max(0.1, bytes / 1_000_000).toFixed(1)} MB`
}

export function permille(value: number): string {
  return `${(value / 10).toFixed(1)}%`
}

/** 2026-11-02 as people write it: 2026年11月2日, 2 Nov 2026. */
export function day(iso: string | null | undefined): string {
  if (!iso) return '—'
  const [year, month, date] = iso.slice(0, 10).split('-').map(Number)
  if (lang() === 'zh-CN') return `${year}年${month}月${date}日`
  const name = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][(month ?? 1) - 1]
  return `${date} ${name} ${year}`
}

/** 11月2日, the year only where it is not `today`'s. */
export function shortDay(iso: string | null | undefined, today: string): string {
  if (!iso) return '—'
  if (iso.slice(0, 4) !== today.slice(0, 4)) return day(iso)
  return lang() === 'zh-CN' ? day(iso).replace(/^\d+年/, '') : day(iso).replace(/ \d{4}$/, '')
}

/** A time of the API (UTC) on China's clock, which has one zone and no summer time. */
export function time(iso: string | null | undefined): string {
  if (!iso) return '—'
  const local = new Date(new Date(iso).getTime() + 8 * 3_600_000).toISOString()
  return `${day(local)} ${local.slice(11, 16)}`
}

/** Whole days from `from` to `to`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000)
}

/** 还有 3 天 / 今天到期 / 已超 2 天 */
export function dueWords(dueOn: string, today: string): string {
  const days = daysBetween(today, dueOn)
  if (days === 0) return t('common.due.today')
  return days > 0 ? t('common.due.left', { days }) : t('common.due.over', { days: -days })
}
