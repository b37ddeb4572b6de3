import fc from 'fast-check'
import { expect, test } from 'vitest'
import { businessDay, isTimeZone, localTime } from '#shared/domain/business-day.ts'
import { eanCheckDigit, readEan } from '#shared/domain/ean.ts'
import { normalisePhone, phonePrefixByCurrency, phoneTail } from '#shared/domain/phone.ts'

test('a Mongolian number is one number, however it is written', () => {
  const ways = ['99112233', '9911-2233', '+976 9911 2233', '00976 99112233', '976 99 11 22 33']
  for (const text of ways) expect(normalisePhone(text, '976')).toBe('+97699112233')
  expect(normalisePhone('99112233', '+976')).toBe('+97699112233')
})

test('the digit dialled inside the country is dropped: 0 in Romania, 8 in Russia', () => {
  expect(normalisePhone('0721 123 456', phonePrefixByCurrency.RON)).toBe('+40721123456')
  expect(normalisePhone('8 (916) 123-45-67', phonePrefixByCurrency.RUB)).toBe('+79161234567')
  expect(normalisePhone('7 916 123 45 67', phonePrefixByCurrency.RUB)).toBe('+79161234567')
  expect(normalisePhone('916 123-45-67', phonePrefixByCurrency.RUB)).toBe('+79161234567')
  expect(normalisePhone('601 123 456', phonePrefixByCurrency.CZK)).toBe('+420601123456')
})

test('a Mongolian number that begins like the prefix is not mistaken for it', () => {
  expect(normalisePhone('97611223', '976')).toBe('+97697611223')
})

test('a number of unusual length keeps its digits behind the prefix', () => {
  expect(normalisePhone('123456', '976')).toBe('+976123456')
  expect(normalisePhone('030 123456', '49')).toBe('+4930123456')
})

test('what is no telephone number is null', () => {
  for (const text of [
    '',
    '+',
    'abc',
    '12a4567',
    '+0123456789',
    '+123',
    '1+2345678',
    '9'.repeat(20),
  ]) {
    expect(normalisePhone(text, '976')).toBeNull()
  }
})

test('a normalised number stays as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9 ()+-]{0,18}$/), (text) => {
      const phone = normalisePhone(text, '976')
      if (phone !== null) expect(normalisePhone(phone, '7')).toBe(phone)
    }),
  )
})

test('a cashier sees the last four digits', () => {
  expect(phoneTail('+97699112233')).toBe('2233')
})

test('EAN-13, EAN-8 and UPC-A are read', () => {
  expect(readEan('4006381333931')).toEqual({
    outcome: 'read',
    kind: 'EAN-13',
    barcode: '4006381333931',
  })
  expect(readEan('96385074')).toMatchObject({ kind: 'EAN-8' })
  expect(readEan('036000291452')).toEqual({
    outcome: 'read',
    kind: 'UPC-A',
    barcode: '0036000291452',
  })
})

test('a wrong check digit names the right one', () => {
  expect(readEan('4006381333932')).toEqual({
    outcome: 'wrong',
    reason: 'barcode "4006381333932" ends in 2; its check digit should be 1',
  })
})

test('a barcode of another length, or with other characters, says so', () => {
  expect(readEan('')).toMatchObject({ reason: expect.stringContaining('has 0 digits') })
  expect(readEan('12345')).toMatchObject({ reason: expect.stringContaining('has 5 digits') })
  expect(readEan('40063813339AB')).toMatchObject({
    reason: 'barcode "40063813339AB" may hold digits only',
  })
})

test('one wrong digit is always noticed', () => {
  const digits = fc.stringMatching(/^\d{12}$/)
  const other = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(digits, fc.nat({ max: 12 }), other, (body, at, by) => {
      const ean = body + eanCheckDigit(body)
      expect(readEan(ean).outcome).toBe('read')
      const digit = (Number(ean.charAt(at)) + by) % 10
      expect(readEan(ean.slice(0, at) + digit + ean.slice(at + 1)).outcome).toBe('wrong')
    }),
  )
})

const utc = (text: string) => Date.parse(`${text}Z`)

test("the business day is the calendar day in the store's time zone", () => {
  expect(businessDay(utc('2023-01-01T15:59:59'), 'Asia/Ulaanbaatar')).toBe('2023-01-01')
  expect(businessDay(utc('2023-01-01T16:00:00'), 'Asia/Ulaanbaatar')).toBe('2023-01-02')
  expect(businessDay(utc('2026-02-28T22:30:00'), 'Europe/Prague')).toBe('2026-02-28')
})

test('wall time follows summer time', () => {
  expect(localTime(utc('2026-03-29T00:59:59'), 'Europe/Bucharest')).toEqual({
    day: '2026-03-29',
    time: '02:59:59',
  })
  expect(localTime(utc('2026-03-29T01:00:00'), 'Europe/Bucharest').time).toBe('04:00:00')
  expect(localTime(utc('2026-01-01T21:00:00'), 'Europe/Moscow').time).toBe('00:00:00')
})

test('a time zone that does not exist is known for it', () => {
  expect(isTimeZone('Asia/Ulaanbaatar')).toBe(true)
  expect(isTimeZone('Asia/Atlantis')).toBe(false)
})
