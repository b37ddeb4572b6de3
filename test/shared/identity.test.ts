import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EdgeId } from '#shared/contracts/units.ts'
import { eventHashText } from '#shared/domain/chain.ts'
import {
  checkCharacters,
  parseReceiptNumber,
  receiptNumber,
  receiptNumberBase,
} from '#shared/domain/receipt-number.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { repeatedNumber } from '#shared/journal/repeated-number.ts'

const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 })

test('the example of RFC 9562 comes out as printed there', () => {
  const random = Uint8Array.from([0xfc, 0xc3, 0x98, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f])
  expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
})

test('every id passes the contract and sorts by time', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 2 })
  fc.assert(
    fc.property(time, bytes, bytes, (now, a, b) => {
      expect(EdgeId.parse(uuidv7(now, a))).toBe(uuidv7(now, a))
      expect(uuidv7(now, a) < uuidv7(now + 1, b)).toBe(true)
    }),
  )
})

test('an id needs a real time and exactly ten bytes', () => {
  const random = new Uint8Array(10)
  for (const now of [-1, 0.5, 2 ** 48]) expect(() => uuidv7(now, random)).toThrow(`now is ${now}`)
  expect(() => uuidv7(0, new Uint8Array(16))).toThrow('got 16 random bytes; give exactly 10')
})

test('the hash text has its fields in the order of the spine, one a line', () => {
  const link = { prev: 'ab', hubId: 3, epoch: 2, seq: 1, id: 'u', type: 'sale.closed', at: 5 }
  expect(eventHashText(link)).toBe('ab\n3\n2\n1\nu\nsale.closed\n5\n')
  expect(eventHashText({ ...link, prev: '' })).toMatch(/^\n3\n/)
})

const parts = { store: 'UB1', till: 'T2', epoch: 1, counter: 42 }

test('a receipt number is store, till, epoch, counter and two check characters', () => {
  expect(receiptNumberBase(parts)).toBe('UB1-T2-1-000042')
  expect(receiptNumberBase({ ...parts, counter: 1_234_567 })).toBe('UB1-T2-1-1234567')
  expect(receiptNumber('UB1-T2-1-000042', 'ffc000')).toBe('UB1-T2-1-000042-ZZ')
})

test('the check characters are the first ten bits of the hash', () => {
  expect(checkCharacters(`000${'f'.repeat(61)}`)).toBe('00')
  expect(checkCharacters('0ff')).toBe('1Z')
  expect(checkCharacters('084')).toBe('11')
  expect(() => checkCharacters('XYZ')).toThrow('"XYZ" is not a hash')
})

test('a printed number is read back, however it is typed', () => {
  const fields = fc.record({
    store: fc.stringMatching(/^[A-Z0-9]{1,12}$/),
    till: fc.stringMatching(/^[A-Z0-9]{1,12}$/),
    epoch: fc.integer({ min: 1, max: 999 }),
    counter: fc.integer({ min: 1, max: 9_999_999 }),
  })
  fc.assert(
    fc.property(fields, fc.stringMatching(/^[0-9a-f]{64}$/), (of, hash) => {
      const base = receiptNumberBase(of)
      const read = { ...of, base, check: checkCharacters(hash) }
      expect(parseReceiptNumber(receiptNumber(base, hash))).toEqual(read)
      expect(parseReceiptNumber(` ${receiptNumber(base, hash).toLowerCase()} `)).toEqual(read)
    }),
  )
})

test('the check may be left out, leading zeros too; O, I and L are read as digits in it', () => {
  expect(parseReceiptNumber('ub1-t2-1-42')).toEqual({
    ...parts,
    base: 'UB1-T2-1-000042',
    check: null,
  })
  expect(parseReceiptNumber('UB1-T2-1-42-ol')?.check).toBe('01')
})

test('other text is no receipt number', () => {
  for (const text of [
    '',
    'UB1-T2-1',
    'UB1-T2-1-x',
    'UB1-T2-1-42-U0',
    'UB1-T2-1-42-000',
    'Ө1-T2-1-42',
  ]) {
    expect(parseReceiptNumber(text)).toBeNull()
  }
})

test('a provisional number is spelled apart from every number of the lost disk, and read back [B4]', () => {
  const parts = { store: 'UB1', till: 'T2', epoch: 1, counter: 42, provisional: true }
  expect(receiptNumberBase(parts)).toBe('UB1-T2-1X-000042')
  expect(parseReceiptNumber('ub1-t2-1x-42-7k')).toEqual({
    ...parts,
    base: 'UB1-T2-1X-000042',
    check: '7K',
  })
  expect(parseReceiptNumber('UB1-T2-X-42')).toBeNull()
  expect(parseReceiptNumber('UB1-T2-1XX-42')).toBeNull()
})

test('two receipts of two copies of one disk differ in print by their check characters [B4]', () => {
  const base = 'UB1-T2-1-000042'
  expect(receiptNumber(base, '0a1b')).not.toBe(receiptNumber(base, 'f00d'))
})

test('a number that came before is an alarm, not a refusal, and no alarm for the same event [B4]', () => {
  const receipt = { event: 'e2', number: 'UB1-T2-1-000042-7K' }
  expect(repeatedNumber(receipt, undefined)).toBeNull()
  expect(repeatedNumber(receipt, 'e2')).toBeNull()
  expect(repeatedNumber(receipt, 'e1')).toMatchObject({ kind: 'repeated-receipt-number' })
})
