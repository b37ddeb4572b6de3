import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readElementString } from '#shared/domain/barcodes/element-string.ts'
import { labelledLine, readGoodsCode } from '#shared/domain/barcodes/goods-code.ts'
import { readGs1Date } from '#shared/domain/barcodes/gs1-date.ts'
import { isBlankLabel, labelForm, readMeasureLabel } from '#shared/domain/barcodes/measure-label.ts'
import { eanCheckDigit } from '#shared/domain/ean.ts'
import { amountOf } from '#shared/domain/pricing/line-price.ts'

const GS = '\u001d'
const none = {
  batch: null,
  serial: null,
  producedOn: null,
  bestBefore: null,
  expiresOn: null,
  quantity: null,
  price: null,
}

test.each([
  ['0109506000134352', { gtin: '09506000134352' }],
  ['010950600013435210ABC123', { gtin: '09506000134352', batch: 'ABC123' }],
  [
    `0109506000134352${'17'}270228${'10'}L-7/a${GS}${'21'}12345`,
    { gtin: '09506000134352', expiresOn: '2027-02-28', batch: 'L-7/a', serial: '12345' },
  ],
  [
    '0109506000134352112601001527020017270300',
    {
      gtin: '09506000134352',
      producedOn: '2026-01-31',
      bestBefore: '2027-02-28',
      expiresOn: '2027-03-31',
    },
  ],
  ['01995060001343553103000548', { gtin: '99506000134355', quantity: 548 }],
  ['01995060001343553102001250', { gtin: '99506000134355', quantity: 12_500 }],
  [
    `01995060001343553103000548392${'2'}1299`,
    { gtin: '99506000134355', quantity: 548, price: 1299 },
  ],
  [`01995060001343553920750000`, { gtin: '99506000134355', price: 75_000_000 }],
  ['02095060001343523724', { gtin: '09506000134352', quantity: 24_000 }],
  // Behind a GS of its own, with one after a field of fixed length, and fields that nobody asked for.
  [`${GS}0109506000134352${GS}91abc${GS}8005000123`, { gtin: '09506000134352' }],
  [`]d20109506000134352215abc${GS}93Zj3k`, { gtin: '09506000134352', serial: '5abc' }],
])('%j says what its application identifiers say', (text, said) => {
  expect(readElementString(text, 2026)).toEqual({ ...none, ...said })
})

test.each([
  '0109506000134353',
  '010950600013435',
  '9506000134352',
  '2212345005484',
  'UB1-T1-1-000042-7Q',
  '00106141412345678908',
  '18ABCDEF',
  '0109506000134352990',
  `0109506000134352${'10'}${GS}`,
  `0109506000134352${'17'}27AB01`,
  '',
])('%j is no goods in an element string, or is taken whole', (text) => {
  const said = readElementString(text, 2026)
  if (text === '0109506000134352990') expect(said?.gtin).toBe('09506000134352')
  else expect(said).toBeNull()
})

test('fields in any order, fixed ones with or without a separator behind, say the same', () => {
  const field = fc.constantFrom(
    ['01', '09506000134352', true],
    ['10', 'A1', false],
    ['17', '270228', true],
    ['21', 'S-9', false],
    ['3103', '000548', true],
    ['8005', '000123', false],
  )
  const fields = fc.uniqueArray(field, { minLength: 1, selector: ([ai]) => ai })
  fc.assert(
    fc.property(fields, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (some, extra) => {
      const text = some
        .map(([ai, data, isFixed], i) => {
          const isLast = i === some.length - 1
          return `${ai}${data}${isLast || (isFixed && !extra[i]) ? '' : GS}`
        })
        .join('')
      const has = (ai: string) => some.some(([one]) => one === ai)
      expect(readElementString(text, 2026)).toEqual(
        has('01')
          ? {
              ...none,
              gtin: '09506000134352',
              batch: has('10') ? 'A1' : null,
              serial: has('21') ? 'S-9' : null,
              expiresOn: has('17') ? '2027-02-28' : null,
              quantity: has('3103') ? 548 : null,
            }
          : null,
      )
    }),
  )
})

test('any text is read or refused, never thrown at', () => {
  const alphabet = fc.constantFrom('0', '1', '2', '3', '7', '9', GS, 'A', ']', 'é')
  fc.assert(
    fc.property(fc.string({ unit: alphabet, maxLength: 60 }), (text) => {
      readGoodsCode(text, { labelForms: '22IIIIIWWWWWC', shownDecimals: 2, year: 2026 })
    }),
  )
})

test.each([
  ['260228', 2026, '2026-02-28'],
  ['260200', 2026, '2026-02-28'],
  ['280200', 2026, '2028-02-29'],
  ['260229', 2026, null],
  ['261301', 2026, null],
  ['260030', 2026, null],
  ['261232', 2026, null],
  // 51 years on it is the last century; 50 back it is the next.
  ['760101', 2026, '2076-01-01'],
  ['770101', 2026, '1977-01-01'],
  ['480101', 2098, '2148-01-01'],
  ['490101', 2098, '2049-01-01'],
])('the date %s, read in %i, is %s', (digits, year, day) => {
  expect(readGs1Date(digits, year)).toBe(day)
})

test('a label says the weight or the price of the product under its zeros', () => {
  const forms = '22IIIIIWWWWWC, 23IIIIXPPPPPC'
  const weight = withCheckDigit('221234500548')
  expect(readMeasureLabel(weight, { forms, shownDecimals: 0 })).toEqual({
    barcode: withCheckDigit('221234500000'),
    quantity: 548,
    price: null,
  })
  const price = withCheckDigit('231234712500')
  const priced = { barcode: withCheckDigit('231234000000'), quantity: null }
  expect(readMeasureLabel(price, { forms, shownDecimals: 0 })).toEqual({
    ...priced,
    price: 1_250_000,
  })
  expect(readMeasureLabel(price, { forms, shownDecimals: 2 })).toEqual({ ...priced, price: 12_500 })
})

test('a wrong check digit, another prefix, a weight of nothing, or no form: no label', () => {
  const of = (text: string, forms = '22IIIIIWWWWWC') =>
    readMeasureLabel(text, { forms, shownDecimals: 2 })
  const right = withCheckDigit('221234500548')
  expect(of(right)).not.toBeNull()
  const wrong = right.slice(0, -1) + String((Number(right.at(-1)) + 1) % 10)
  expect(of(wrong)).toBeNull()
  expect(of(withCheckDigit('231234500548'))).toBeNull()
  expect(of(withCheckDigit('221234500000'))).toBeNull()
  const isBlank = (text: string) => isBlankLabel(text, { forms: '22IIIIIWWWWWC', shownDecimals: 2 })
  expect([withCheckDigit('221234500000'), right, wrong].map(isBlank)).toEqual([true, false, false])
  expect(of(right, '')).toBeNull()
  expect(of(right, 'nonsense')).toBeNull()
})

test.each([
  ['22IIIIIWWWWWC', true],
  ['2IIIIIIPPPPPC', true],
  ['02IIIIIXPPPPC', true],
  ['22IIIIIWWWWWWC', false],
  ['22WWWWWWWWWWC', false],
  ['22IIIIIWWPPPC', false],
  ['40IIIIIWWWWWC', false],
])('the form %s is one: %s', (form, isOne) => {
  expect(labelForm.test(form)).toBe(isOne)
})

test('a product is looked for under every spelling of its number', () => {
  const barcodes = (text: string) =>
    readGoodsCode(text, { labelForms: '', shownDecimals: 2, year: 2026 })?.barcodes
  expect(barcodes('0109506000134352')).toEqual(['9506000134352', '09506000134352'])
  expect(barcodes(`01${withCheckDigit('0000009638507')}`)?.[0]).toBe('96385074')
  expect(barcodes('0119506000134359')).toEqual(['19506000134359'])
  expect(barcodes('01995060001343553103000548')).toEqual(['99506000134355', '9506000134352'])
})

test('a price label costs what it says, and its weight follows from the price of a kilogram', () => {
  const meat = { uom: 'кг', listPrice: 2_350_000 }
  expect(labelledLine({ quantity: null, price: 1_287_800 }, meat)).toMatchObject({ quantity: 548 })
  expect(labelledLine({ quantity: null, price: 500 }, { uom: 'ш', listPrice: 900 })).toEqual({
    quantity: 1000,
    unitPrice: 500,
  })
  expect(labelledLine({ quantity: 548, price: null }, meat)).toEqual({
    quantity: 548,
    unitPrice: null,
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99_999_00 }),
      fc.option(fc.integer({ min: 1, max: 99_999 })),
      fc.integer({ min: 1, max: 10_000_000 }),
      (price, quantity, listPrice) => {
        const line = labelledLine({ quantity, price }, { uom: 'kg', listPrice })
        expect(amountOf(line.unitPrice ?? 0, line.quantity)).toBe(price)
        if (quantity !== null && line.quantity !== 1000) {
          expect(Math.abs(line.quantity - quantity)).toBeLessThanOrEqual(3)
        }
      },
    ),
  )
})

function withCheckDigit(body: string): string {
  return body + eanCheckDigit(body)
}
