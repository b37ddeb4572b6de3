import type { Currency } from '../contracts/units.ts'

/** Country code and trunk prefix, so that a number typed as at home finds the stored +digits. */
const dialling = {
  MNT: { country: '976', trunk: '0' },
  RON: { country: '40', trunk: '0' },
  RUB: { country: '7', trunk: '8' },
  CZK: { country: '420', trunk: '' },
} as const satisfies Record<Currency, { country: string; trunk: string }>

/** "9911 2233" → "+97699112233"; a number written with + or 00 keeps its own country. */
export function normalisePhone(phone: string, currency: Currency): string {
  const digits = phone.replace(/\D/g, '')
  if (phone.trim().startsWith('+')) return `+${digits}`
  if (digits.startsWith('00')) return `+${digits.slice(2)}`
  const { country, trunk } = dialling[currency]
  const isNational = digits.length >= 10 && digits.startsWith(country) && currency !== 'RON'
  if (isNational && digits.length > country.length + 7) return `+${digits}`
  const national = trunk !== '' && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits
  return `+${country}${national}`
}

/** What the HMAC of `member_key` covers. */
export function phoneText(phone: string, currency: Currency): string {
  return `phone:${normalisePhone(phone, currency)}`
}

export function cardText(card: string): string {
  return `card:${card.trim()}`
}

/** Programmes per member: a part of the key, so it can never change. */
const PROGRAMMES = 1024

/** A member's accounts lie side by side under this key and need no index. */
export function accountKey(memberId: number, programme: number): number {
  if (!Number.isInteger(programme) || programme < 0 || programme >= PROGRAMMES) {
    throw new RangeError(`programme ${programme} must be 0 to ${PROGRAMMES - 1}`)
  }
  return memberId * PROGRAMMES + programme
}

export function accountKeysOf(memberId: number): { readonly first: number; readonly last: number } {
  return { first: accountKey(memberId, 0), last: accountKey(memberId, PROGRAMMES - 1) }
}
