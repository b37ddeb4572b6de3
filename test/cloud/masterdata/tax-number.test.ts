import { expect, test } from 'vitest'
import { checkTaxNumber } from '#cloud/masterdata/tax-number.ts'

test.each([
  ['MNT', '2657457', 'good'],
  ['MNT', 'УБ12345678', 'good'],
  ['MNT', '265745', 'bad'],
  ['RON', 'RO14592638', 'good'],
  ['RON', '14592638', 'good'],
  ['RON', '14592639', 'bad'],
  ['RON', 'HU12345678', 'good'],
  ['RUB', '7707083893', 'good'],
  ['RUB', '500100732259', 'good'],
  ['RUB', '7707083894', 'bad'],
  ['CZK', '25596641', 'good'],
  ['CZK', 'CZ25596641', 'good'],
  ['CZK', '25596642', 'bad'],
  ['CZK', '', 'good'],
] as const)('in %s the tax number "%s" is %s', (currency, text, outcome) => {
  expect(checkTaxNumber(text, currency).outcome).toBe(outcome)
})
