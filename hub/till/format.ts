import * as shared from '#shared/domain/format-money.ts'
import { status } from './session.ts'
import { language } from './texts.ts'

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

/** "12 500", "12,500", "12500.5" → minor units; null if it is no amount. */
export function parseMinor(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '')
  if (/^\d{1,3}([,.]\d{3})+$/.test(plain)) return Number(plain.replace(/[,.]/g, '')) * 100
  const found = /^(\d{1,10})(?:[.,](\d{0,2}))?$/.exec(plain)
  if (found === null) return null
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}

/** Thousandths: 1000 → "1", 548 → "0.548". */
export function quantity(thousandths: number): string {
  return shared.formatQuantity(thousandths, language.value)
}

export function parseQuantity(text: string): number | null {
  const found = /^(\d{1,6})(?:[.,](\d{0,3}))?$/.exec(text.trim())
  if (found === null) return null
  const value = Number(found[1]) * 1000 + Number((found[2] ?? '').padEnd(3, '0'))
  return value > 0 ? value : null
}

/** Basis points: 1250 → "12.5 %". */
export function percent(basisPoints: number): string {
  return shared.formatRate(basisPoints, language.value)
}

export function parsePercent(text: string): number | null {
  const found = /^(\d{1,3})(?:[.,](\d{0,2}))?$/.exec(text.trim())
  if (found === null) return null
  const value = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return value <= 10_000 ? value : null
}

export function time(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

export function dayAndTime(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time(at)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
