import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eanCheckDigit } from '#shared/domain/ean.ts'
import { isPaymentCard } from '#shared/domain/payment-card.ts'

// Test numbers that card schemes publish.
test.each([
  '4111111111111111',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '30569309025904',
  '6011111111111117',
  '6212345678901265',
  '4222222222222',
  '4111 1111 1111 1111',
  '4111-1111-1111-1111',
  '%B4111111111111111^DOE/JOHN^29121010000000000000?',
  ';4111111111111111=29121010000000000000?',
  '4111111111111111=2912',
  'https://pay.example.com/?pan=4111111111111111&x=1',
])('%s goes no further', (data) => {
  expect(isPaymentCard(data, null)).toBe(true)
})

test.each([
  ['5901234123457', null],
  ['4006381333931', 'EAN-13'],
  ['96385074', 'EAN-8'],
  ['15901234123454', 'ITF'],
  ['0104600439931256215Lp2JkSjGh\u001d93Zj3k', null],
  ['(01)04600439931256', 'Code 128'],
  ['010460043993125621511111111111', 'GS1-128'],
  ['019a0000-0000-7000-8000-000000000001', 'QR'],
  ['UB1-T1-1-000042-7Q', 'Code 128'],
  ['4111111111111112', null],
  ['+97699112233', null],
  ['123456789012345678901234567890', 'QR'],
])('%s passes', (data, symbology) => {
  expect(isPaymentCard(data, symbology)).toBe(false)
})

test('every EAN-13 passes, and every 16-digit card number does not', () => {
  const digits = (length: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
  fc.assert(
    fc.property(digits(12), (body) => {
      expect(isPaymentCard(body.join('') + eanCheckDigit(body.join('')), 'EAN-13')).toBe(false)
    }),
  )
  fc.assert(
    fc.property(fc.constantFrom(2, 3, 4, 5, 6), digits(14), (industry, rest) => {
      const body = [industry, ...rest]
      expect(isPaymentCard(body.join('') + luhnDigit(body), null)).toBe(true)
    }),
  )
})

function luhnDigit(body: readonly number[]): string {
  const sum = body.toReversed().reduce((total, digit, i) => {
    const value = i % 2 === 0 ? digit * 2 : digit
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}
