import { eanCheckDigit } from './ean.ts'

/** Whether the last digit is GS1's, as in EAN-8, EAN-13 and GTIN-14. */
export function hasCheckDigit(digits: string): boolean {
  return digits.at(-1) === eanCheckDigit(digits.slice(0, -1))
}
