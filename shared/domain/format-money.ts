import type { Currency, Language } from '../contracts/units.ts'
import { divide } from './money.ts'

export interface MoneyFormat {
  readonly currency: Currency
  readonly language: Language
  /** ₮ is shown with none; the books keep two. */
  readonly shownDecimals: number
}

/**
 * Minor units as a customer reads them, sign of the currency included: `48,000 ₮`, `1.234,50 lei`.
 * Not by Intl: every machine, old box or browser, must print the same text. Spaces do not break.
 */
export function formatMoney(minor: number, format: MoneyFormat): string {
  return `${formatAmount(minor, format)}${SPACE}${currencySigns[format.currency]}`
}

/** The same without the currency, for columns. */
export function formatAmount(minor: number, format: Omit<MoneyFormat, 'currency'>): string {
  const shown = divide(minor, 10 ** (2 - format.shownDecimals), 'halfUp')
  return decimalText(shown, format.shownDecimals, format.language)
}

/** Thousandths without needless zeros: `3`, `0,548`. */
export function formatQuantity(thousandths: number, language: Language): string {
  let [value, decimals] = [thousandths, 3]
  while (decimals > 0 && value % 10 === 0) {
    value /= 10
    decimals -= 1
  }
  return decimalText(value, decimals, language)
}

/** Basis points as a percentage: `10 %`, `12,5 %`. */
export function formatRate(basisPoints: number, language: Language): string {
  return `${formatQuantity(basisPoints * 10, language)}${SPACE}%`
}

/** A plain decimal for messages and logs, the same in every language: `-12.05`. */
export function plainAmount(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0')
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export const currencySigns = {
  MNT: '₮',
  RON: 'lei',
  RUB: '₽',
  CZK: 'Kč',
} as const satisfies Record<Currency, string>

/** U+00A0: a number never breaks over two lines, and every code page has it. */
const SPACE = '\u00a0'

const separators = {
  en: { group: ',', decimal: '.' },
  mn: { group: ',', decimal: '.' },
  ro: { group: '.', decimal: ',' },
  ru: { group: SPACE, decimal: ',' },
  cs: { group: SPACE, decimal: ',' },
} as const satisfies Record<Language, { group: string; decimal: string }>

function decimalText(value: number, decimals: number, language: Language): string {
  const { group, decimal } = separators[language]
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals).replaceAll(/\B(?=(\d{3})+$)/g, group)
  const fraction = decimals === 0 ? '' : decimal + digits.slice(-decimals)
  return `${value < 0 ? '-' : ''}${whole}${fraction}`
}
