import { normalisePhone } from '#shared/domain/phone.ts'
import type { Company } from './scope.ts'
import type { FieldProblem } from './verdict.ts'

export type PhoneCheck =
  | { readonly outcome: 'good'; readonly value: string }
  | { readonly outcome: 'bad'; readonly problem: FieldProblem }

/** `+` and digits; '' is no phone. */
export function checkPhone(text: string, { phonePrefix }: Company): PhoneCheck {
  const value = text.trim() === '' ? '' : normalisePhone(text, phonePrefix)
  if (value !== null && fits(value)) return { outcome: 'good', value }
  const reason = 'is not a phone number'
  const fix = `write all digits of a number of ${phonePrefix}, or + and the country`
  return { outcome: 'bad', problem: { column: 'phone', value: text, reason, fix } }
}

/** Digits with the country's, so that a number that lost one does not become a member's key. */
const lengths = new Map([
  ['+976', 12],
  ['+40', 12],
  ['+7', 12],
  ['+420', 13],
])

function fits(number: string): boolean {
  for (const [prefix, length] of lengths) {
    if (number.startsWith(prefix)) return number.length === length
  }
  return true
}
