import * as shared from '#shared/domain/format-money.ts'
import { company } from './session.ts'
import { language, t } from './texts.ts'

/** Minor units in the company's currency, e.g. 1250000 → "12,500 ₮". */
export function money(minor: number): string {
  return shared.formatMoney(minor, {
    currency: company.value?.currency ?? 'MNT',
    language: language.value,
    shownDecimals: decimalsFor([minor]),
  })
}

/** As a customer sees it: ₮ without cents. */
export function roundMoney(minor: number): string {
  return shared.formatMoney(minor, {
    currency: company.value?.currency ?? 'MNT',
    language: language.value,
    shownDecimals: company.value?.shownDecimals ?? 2,
  })
}

/** Without the sign of the currency, with as many decimals as its column needs. */
export function amount(minor: number, decimals = decimalsFor([minor])): string {
  return shared.formatAmount(minor, { language: language.value, shownDecimals: decimals })
}

/** Books keep two decimals; a column shows them where one of its amounts has any, so that it adds up. */
export function decimalsFor(column: readonly number[]): number {
  const usual = company.value?.shownDecimals ?? 2
  return column.every((minor) => minor % 10 ** (2 - usual) === 0) ? usual : 2
}

export function sign(): string {
  return shared.currencySigns[company.value?.currency ?? 'MNT']
}

/** Thousandths: 1000 → "1", 548 → "0.548". */
export function quantity(thousandths: number): string {
  return shared.formatQuantity(thousandths, language.value)
}

export function count(value: number): string {
  return shared.formatQuantity(value * 1000, language.value)
}

/** Basis points: 1250 → "12.5 %". */
export function percent(basisPoints: number): string {
  return shared.formatRate(basisPoints, language.value)
}

/** "2026-11-22 14:05" on the clock of the store. */
export function dayAndTime(at: number, zone: string): string {
  return formatterOf(zone).format(at)
}

export function dayOf(at: number, zone: string): string {
  return dayAndTime(at, zone).slice(0, 10)
}

/** "12 s", "5 min", "3 h", "2 d". */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return t('console.age.seconds', { n: seconds })
  if (seconds < 3600) return t('console.age.minutes', { n: Math.floor(seconds / 60) })
  if (seconds < 86_400) return t('console.age.hours', { n: Math.floor(seconds / 3600) })
  return t('console.age.days', { n: Math.floor(seconds / 86_400) })
}

const formatterByZone = new Map<string, Intl.DateTimeFormat>()
function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatterByZone.get(zone)
  if (known !== undefined) return known
  // Swedish writes ISO days; only the digits are used.
  const made = new Intl.DateTimeFormat('sv-SE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  })
  formatterByZone.set(zone, made)
  return made
}
