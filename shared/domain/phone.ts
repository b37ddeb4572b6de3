import type { Currency } from '../contracts/units.ts'

/**
 * `+` and digits (E.164), or null where the text is no telephone number. Members are looked up by a
 * keyed hash of this text, so hub and cloud must call it with the same default prefix.
 */
export function normalisePhone(text: string, countryPrefix: string): string | null {
  const compact = text.normalize('NFKC').replaceAll(/[\s().\-\u2010-\u2015/]/g, '')
  if (!/^\+?\d+$/.test(compact)) return null
  if (compact.startsWith('+')) return withPlus(compact.slice(1))
  if (compact.startsWith('00')) return withPlus(compact.slice(2))
  return withPlus(internationalDigits(compact, countryPrefix.replace('+', '')))
}

/** What a cashier may see of a number. */
export function phoneTail(phone: string): string {
  return phone.slice(-4)
}

/** The country of a company by its currency; a group shares its members and so its prefix. */
export const phonePrefixByCurrency = {
  MNT: '976',
  RON: '40',
  RUB: '7',
  CZK: '420',
} as const satisfies Record<Currency, string>

/** Length of a national number and the digit dialled before it inside the country. */
const plans = new Map([
  ['976', { digits: 8, trunk: '' }],
  ['40', { digits: 9, trunk: '0' }],
  ['7', { digits: 10, trunk: '8' }],
  ['420', { digits: 9, trunk: '' }],
])

function internationalDigits(digits: string, prefix: string): string {
  const plan = plans.get(prefix) ?? { digits: Number.NaN, trunk: '0' }
  if (digits.length === plan.digits) return prefix + digits
  // Written without the plus, as people do: 976 9911 2233.
  if (digits.startsWith(prefix) && digits.length === prefix.length + plan.digits) return digits
  if (plan.trunk !== '' && digits.startsWith(plan.trunk)) return prefix + digits.slice(1)
  return prefix + digits
}

function withPlus(digits: string): string | null {
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null
}
