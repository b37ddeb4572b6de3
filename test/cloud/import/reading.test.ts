import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBarcode } from '#cloud/import/barcode-cell.ts'
import { detectSeparator, readRecords } from '#cloud/import/csv.ts'
import { decimal } from '#cloud/import/decimal.ts'

const read = (text: string, separator = ',') => [...readRecords(text, separator)]

test('quoted cells hold separators, line ends and doubled quotes', () => {
  expect(read('a,"b,""c""\r\nd"\r\ne,f')).toEqual([
    { outcome: 'read', line: 1, cells: ['a', 'b,"c"\r\nd'] },
    { outcome: 'read', line: 3, cells: ['e', 'f'] },
  ])
})

test('a quote inside an unquoted cell is text', () => {
  expect(read('1;ООО "Ромашка";2\n', ';')).toEqual([
    { outcome: 'read', line: 1, cells: ['1', 'ООО "Ромашка"', '2'] },
  ])
})

test('a broken quote costs its own line only', () => {
  expect(read('a,1\nb,"x\nc,3\n"d"x,4\ne,5\n')).toMatchObject([
    { outcome: 'read', line: 1 },
    { outcome: 'broken', line: 2, reason: 'text follows a closing quote' },
    { outcome: 'read', line: 3, cells: ['c', '3'] },
    { outcome: 'broken', line: 4 },
    { outcome: 'read', line: 5, cells: ['e', '5'] },
  ])
})

test('the separator is the one that the header has most of', () => {
  expect(detectSeparator('a;b;"c,d,e,f"\n1,2,3,4')).toBe(';')
  expect(detectSeparator('a\tb\tc')).toBe('\t')
  expect(detectSeparator('code')).toBe(',')
})

test('whatever csv-parse reads is read the same', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ө', '"', ',', '\n', '\r\n', ' ') })
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 })
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n'), (table, lineEnd) => {
      const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
      const text = table.map((row) => row.map(quote).join(',')).join(lineEnd)
      const expected: string[][] = parse(text, { relax_column_count: true })
      const ours = read(text).map((record) => (record.outcome === 'read' ? record.cells : []))
      const isFull = (row: readonly string[]) => row.some((part) => part.trim() !== '')
      expect(ours).toEqual(expected.filter(isFull))
    }),
  )
})

test('any text ends in records whose line numbers rise and stay within the file', () => {
  const noise = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x'), maxLength: 60 })
  fc.assert(
    fc.property(noise, (text) => {
      const lines = read(text).map((record) => record.line)
      expect(lines).toEqual([...new Set(lines)].toSorted((a, b) => a - b))
      expect(lines.at(-1) ?? 1).toBeLessThanOrEqual(text.split('\n').length)
    }),
  )
})

test.each([
  ['12,50', 1250],
  ['12.50', 1250],
  ['12', 1200],
  ['12.5', 1250],
  ['1 234,50', 123_450],
  ['1\u00a0234.5', 123_450],
  ['1.234,50', 123_450],
  ['1,234.50', 123_450],
  ['1.234.567', 123_456_700],
  ["1'234", 123_400],
  ['-3,10', -310],
  ['-0', 0],
  ['12,500', undefined],
  ['12.505', undefined],
  ['1,2,3', undefined],
  ['', undefined],
  ['5 ₮', undefined],
  ['1e3', undefined],
  ['99999999999999999', undefined],
] as const)('the price %s is %s', (text, minor) => {
  expect(decimal(text, 2)).toBe(minor)
})

test('a quantity has three decimals', () => {
  expect(decimal('0,548', 3)).toBe(548)
  expect(decimal('1.000', 3)).toBe(1000)
})

test('barcodes: EAN and UPC with the right check digit, ISBN with hyphens, codes of the shop', () => {
  expect(readBarcode('978-99199-0001-4')).toMatchObject({ text: '9789919900014' })
  expect(readBarcode('036000291452')).toMatchObject({ text: '0036000291452' })
  expect(readBarcode('96385074')).toMatchObject({ outcome: 'good' })
  expect(readBarcode('96385075')).toMatchObject({ outcome: 'bad' })
  expect(readBarcode('SHOP-17')).toMatchObject({ outcome: 'good', text: 'SHOP-17' })
  expect(readBarcode('4607')).toMatchObject({ outcome: 'good', text: '4607' })
})
