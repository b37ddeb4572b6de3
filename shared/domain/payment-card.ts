import { hasCheckDigit } from './check-digit.ts'

const gs1Symbologies: ReadonlySet<string> = new Set([
  'GS1-128',
  'GS1 DataBar',
  'GS1 QR',
  'GS1 Data Matrix',
])

/**
 * Whether a code looks like a payment card: such a number must go no further (design 8). Articles
 * carry 13 and 14 digits too, so those pass where their check digit says what they are.
 */
export function isPaymentCard(data: string, symbology: string | null): boolean {
  if (isTrack(data)) return true
  if (symbology !== null && gs1Symbologies.has(symbology)) return false
  // Fields of a marking code, whose scanner sends no AIM identifier.
  if (data.includes('\u001d') || isGtinField(data)) return false
  const digits = [...data.matchAll(/(?<!\d)\d{13,19}(?!\d)/g)].map(([run]) => run)
  const grouped = [...data.matchAll(/(?<!\d)\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}(?!\d)/g)].map(
    ([run]) => run.replaceAll(/[ -]/g, ''),
  )
  return [...digits, ...grouped].some((run) => isCardNumber(run) && !isArticle(run, symbology))
}

/** Magnetic stripe, tracks 1 and 2. */
function isTrack(data: string): boolean {
  return /%B\d{12,19}\^/.test(data) || /;?\d{12,19}=\d{4}/.test(data)
}

/** AI 01 with a right GTIN, then more. */
function isGtinField(data: string): boolean {
  const gtin = /^01(\d{14})\D?/.exec(data)?.[1]
  return gtin !== undefined && data.length > 16 && hasCheckDigit(gtin)
}

/** ISO/IEC 7812: industry 2 to 6 are banks and travel; the last digit is Luhn's. */
function isCardNumber(digits: string): boolean {
  return /^[2-6]/.test(digits) && isLuhn(digits)
}

function isArticle(digits: string, symbology: string | null): boolean {
  if (digits.length === 13) return hasCheckDigit(digits)
  if (digits.length !== 14 || !hasCheckDigit(digits)) return false
  // Diners Club has 14 digits: one in ten would pass for a carton.
  return symbology === 'ITF' || !/^3[0689]/.test(digits)
}

function isLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 0 ? 1 : 2)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}
