/**
 * A date of six digits, YYMMDD, as YYYY-MM-DD; null where there is no such day. Day 00 means the
 * last day of the month (GS1 General Specifications, section 3.4). The century is the one that
 * brings the year to at most 50 after and 49 before `year` (7.12).
 */
export function readGs1Date(digits: string, year: number): string | null {
  const [, yy = '', mm = '', dd = ''] = /^(\d{2})(\d{2})(\d{2})$/.exec(digits) ?? []
  if (dd === '') return null
  const century = year - (year % 100)
  const ahead = Number(yy) - (year % 100)
  const shift = ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0
  const full = century + Number(yy) + shift
  const last = lastDay(full, Number(mm))
  const day = dd === '00' ? last : Number(dd)
  if (last === 0 || day > last) return null
  return `${full}-${mm}-${String(day).padStart(2, '0')}`
}

/** 0 where there is no such month. */
function lastDay(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (month === 2) return isLeap ? 29 : 28
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}
