import { shortDay } from '../locale/format'

/** Times in form fields are China's, whatever the phone is set to; the country has one zone and no summer time. */
const OFFSET_MS = 8 * 3_600_000

/** For `<input type="datetime-local">`. */
export function toField(iso: string): string {
  return iso ? new Date(Date.parse(iso) + OFFSET_MS).toISOString().slice(0, 16) : ''
}

/** The day of a time of the API, in China. */
export function chinaDay(iso: string): string {
  return toField(iso).slice(0, 10)
}

/** 11月2日 10:20, the year only where it is not `today`'s. */
export function moment(iso: string, today: string): string {
  const field = toField(iso)
  return field ? `${shortDay(field, today)} ${field.slice(11)}` : '—'
}

export function fromField(value: string): string {
  const at = Date.parse(`${value}:00+08:00`)
  return Number.isNaN(at) ? '' : new Date(at).toISOString()
}

/** Now, on the county's day: a county made for another day goes by that day. */
export function countyNow(today: string, now: Date): Date {
  const china = new Date(now.getTime() + OFFSET_MS).toISOString()
  return china.slice(0, 10) === today ? now : new Date(`${today}T${china.slice(11, 19)}+08:00`)
}
