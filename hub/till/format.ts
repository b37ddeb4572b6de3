import * as shared from '#shared/domain/format-money.ts'
import { status } from './session.ts'
import { language, t } from './texts.ts'

/** Minor units in the store's currency, e.g. 1250000 → "12,500 ₮". */
export function money(minor: number): string {
  return shared.formatMoney(minor, {
    currency: status.value?.currency ?? 'MNT',
    language: language.value,
    shownDecimals: status.value?.shownDecimals ?? 0,
  })
}

/** The same without the currency's sign, as it would be typed. */
export function amount(minor: number): string {
  const shownDecimals = status.value?.shownDecimals ?? 0
  return shared.formatAmount(minor, { language: language.value, shownDecimals })
}

export function sign(): string {
  return shared.currencySigns[status.value?.currency ?? 'MNT']
}

/** "1,000 points". */
export function points(count: number): string {
  return t('till.points.n', { n: shared.formatQuantity(count * 1000, language.value) })
}

/** Thousandths: 1000 → "1", 548 → "0.548". */
export function quantity(thousandths: number): string {
  return shared.formatQuantity(thousandths, language.value)
}

/** Basis points: 1250 → "12.5 %". */
export function percent(basisPoints: number): string {
  return shared.formatRate(basisPoints, language.value)
}

export function time(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

export function dayAndTime(at: number): string {
  return `${day(at)} ${time(at)}`
}

export function day(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
