import type { Currency } from '#shared/contracts/units.ts'
import type { FieldProblem } from './verdict.ts'

export type TaxNumberCheck =
  | { readonly outcome: 'good'; readonly value: string }
  | { readonly outcome: 'bad'; readonly problem: FieldProblem }

interface Country {
  readonly words: string
  isRight(number: string): boolean
}

// A text, since a bundle escapes the letters of texts only (hub/packaging/bundles.ts).
const letters = 'А-ЯЁӨҮ'
const mongolian = new RegExp(`^(\\d{7}|\\d{11,14}|[${letters}]{2}\\d{8})$`)

/** Public rules: РД/TIN of Mongolia, CUI/CIF of Romania, ИНН of Russia, IČO/DIČ of Czechia. */
const countries = {
  MNT: {
    words: '7 digits of an organisation, 11 to 14 of a TIN, or 2 letters and 8 digits of a person',
    isRight: (number) => mongolian.test(number),
  },
  RON: {
    words: '2 to 10 digits with the right check digit, with or without RO',
    isRight: (number) => isRomanian(number.replace(/^RO/, '')),
  },
  RUB: {
    words: '10 or 12 digits with the right check digits',
    isRight: (number) => isRussian(number),
  },
  CZK: {
    words: '8 digits with the right check digit, or CZ and 8 to 10 digits',
    isRight: (number) => (/^\d{8}$/.test(number) ? isCzech(number) : /^CZ\d{8,10}$/.test(number)),
  },
} as const satisfies Record<Currency, Country>

/** '' is no number. A number of another country of the European Union is checked for its form only. */
export function checkTaxNumber(text: string, currency: Currency): TaxNumberCheck {
  const value = text.replace(/[\s.-]/g, '').toUpperCase()
  const country = countries[currency]
  const isForeign = /^(?!RO|CZ)[A-Z]{2}[0-9A-Z]{2,13}$/.test(value)
  if (value === '' || isForeign || country.isRight(value)) return { outcome: 'good', value }
  const fix = `write ${country.words}`
  const problem = { column: 'tax_number', value: text, reason: 'is not a tax number', fix }
  return { outcome: 'bad', problem }
}

function weighted(number: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, position) => sum + weight * Number(number[position]), 0)
}

function isRomanian(number: string): boolean {
  if (!/^\d{2,10}$/.test(number)) return false
  const padded = number.padStart(10, '0')
  const check = ((weighted(padded, [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10
  return check === Number(padded[9])
}

function isRussian(number: string): boolean {
  const digit = (weights: readonly number[], position: number) =>
    (weighted(number, weights) % 11) % 10 === Number(number[position])
  if (/^\d{10}$/.test(number)) return digit([2, 4, 10, 3, 5, 9, 4, 6, 8], 9)
  if (!/^\d{12}$/.test(number)) return false
  return digit([7, 2, 4, 10, 3, 5, 9, 4, 6, 8], 10) && digit([3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8], 11)
}

function isCzech(number: string): boolean {
  const check = (11 - (weighted(number, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10
  return check === Number(number[7])
}
