import { expect, test } from 'vitest'
import { layOutReceipt } from '#hub/print/receipt.ts'
import { layOutShift } from '#hub/print/shift.ts'
import { PrintDocument } from '#shared/contracts/print.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { Language } from '#shared/contracts/units.ts'
import { receiptTexts } from '#shared/texts/receipt.ts'
import { makeProfile, makeReceipt, makeShift, plainText } from './papers.ts'

test.each(Language.options)('a receipt is laid out whole in %s', async (language) => {
  const document = layOutReceipt(makeReceipt({ language }), makeProfile(language))
  expect(PrintDocument.parse(document)).toEqual(document)
  await expect(plainText(document)).toMatchFileSnapshot(`snapshots/receipt-${language}.txt`)
})

test('a refund says so, names its receipt and shows negative amounts', async () => {
  const sale = makeReceipt({ language: 'mn' })
  const refund: Receipt = {
    ...sale,
    kind: 'refund',
    number: 'UB1-T1-1-000043-AB',
    originalId: sale.id,
    originalNumber: sale.number,
    priced: negate(sale.priced),
    settlement: {
      tenders: [
        {
          kind: 'cash',
          amount: -sale.priced.total,
          given: -sale.priced.total,
          reference: null,
        },
      ],
      rounding: 0,
      change: 0,
    },
  }
  const document = layOutReceipt(refund, makeProfile('mn'))
  await expect(plainText(document)).toMatchFileSnapshot('snapshots/refund-mn.txt')
})

test('a shift report shows what was counted and what is missing', async () => {
  const document = layOutShift(makeShift(), makeProfile('mn'), Date.UTC(2026, 10, 22, 11, 0))
  await expect(plainText(document)).toMatchFileSnapshot('snapshots/shift-mn.txt')
})

test('the words of paper are complete in all five languages', () => {
  const texts: Readonly<Record<string, Readonly<Record<Language, string>>>> = receiptTexts
  const missing = Object.entries(texts).flatMap(([key, words]) =>
    Language.options.filter((language) => words[language] === '').map((l) => `${key} ${l}`),
  )
  expect(missing).toEqual([])
})

test('a customer that is a company stands on its receipt with its tax number', () => {
  const customer = { id: 7, name: 'Талх чихэр ХК', taxNumber: '2000111', address: '' }
  const receipt = { ...makeReceipt({ language: 'mn' }), customer }
  const text = plainText(layOutReceipt(receipt, makeProfile('mn')))
  expect(text).toContain('Талх чихэр ХК')
  expect(text).toContain('ТТД 2000111')
})

function negate<T>(value: T, key = ''): T {
  const unchanged = new Set(['unitPrice', 'productId', 'vatGroupId', 'priceRuleId', 'vatRate'])
  if (typeof value === 'number') {
    return (unchanged.has(key) || key === 'cityTaxRate' ? value : -value) as T
  }
  if (Array.isArray(value)) return value.map((item) => negate(item)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, negate(item, name)]),
  ) as T
}
