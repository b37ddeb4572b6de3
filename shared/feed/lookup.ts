import { normalisePhone } from '../domain/phone.ts'

/** What the HMAC of `member_key` covers; undefined where the text is no telephone number. */
export function phoneText(phone: string, countryPrefix: string): string | undefined {
  const normalised = normalisePhone(phone, countryPrefix)
  return normalised === null ? undefined : `phone:${normalised}`
}

export function cardText(card: string): string {
  return `card:${card.trim()}`
}

/** An affiliate partner's code, which people say and write in any case. */
export function affiliateText(code: string): string {
  return `affiliate:${code.trim().toUpperCase()}`
}

/** A voucher's code as it may be typed: dashes, spaces, case and look-alike letters do not count. */
export function voucherText(code: string): string {
  const plain = code.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return `voucher:${plain.replaceAll('O', '0').replace(/[IL]/g, '1')}`
}

/** Programmes per member: a part of the key, so it can never change. */
export const PROGRAMMES = 1024

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
