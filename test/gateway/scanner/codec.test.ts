import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createScanDecoder, type Scan } from '#gateway/scanner/codec.ts'

test.each([
  ['CR', '\r'],
  ['LF', '\n'],
  ['CR LF', '\r\n'],
  ['TAB', '\t'],
])('a code ended by %s is read once', (_name, suffix) => {
  expect(decode(`5901234123457${suffix}`)).toEqual([barcode('5901234123457')])
})

test('a code between STX and ETX is read, and what stands before STX is not', () => {
  expect(decode('\u0002123456\u0003')).toEqual([barcode('123456')])
  expect(decode('noise\u0002123456\u0003')).toEqual([barcode('123456')])
})

test('any chunking gives the same codes', () => {
  const code = fc.stringMatching(/^[A-Za-z][ -~]{0,40}$/)
  const suffix = fc.constantFrom('\r', '\n', '\r\n', '\t', '\u0003')
  const codes = fc.array(fc.tuple(code, suffix), { maxLength: 10 })
  fc.assert(
    fc.property(codes, fc.array(fc.integer({ min: 1, max: 9 })), (sent, sizes) => {
      const bytes = Buffer.from(sent.map(([data, end]) => data + end).join(''))
      const decoder = createScanDecoder()
      const scans = cut(bytes, sizes).flatMap((chunk) => decoder.push(chunk))
      expect(scans).toEqual(decode(bytes.toString()))
      expect(scans).toEqual(sent.map(([data]) => barcode(data)))
      expect(decoder.pending()).toBe(false)
    }),
  )
})

test('a scanner without a suffix: a pause ends the code', () => {
  const decoder = createScanDecoder()
  expect(decoder.push(Buffer.from('5901234'))).toEqual([])
  expect(decoder.push(Buffer.from('123457'))).toEqual([])
  expect(decoder.pause()).toEqual([barcode('5901234123457')])
  expect(decoder.pause()).toEqual([])
})

test('a scanner that is known to send a suffix is not cut by a slow line', () => {
  const decoder = createScanDecoder()
  decoder.push(Buffer.from('1\r'))
  expect(decoder.hasSuffix()).toBe(true)
  decoder.push(Buffer.from('half a co'))
  expect(decoder.pause()).toEqual([{ kind: 'unreadable', reason: 'cut off' }])
  decoder.push(Buffer.from('?'))
  // A stray byte is nobody's scan.
  expect(decoder.pause()).toEqual([])
  expect(decoder.push(Buffer.from('whole\r'))).toEqual([barcode('whole')])
})

test.each([
  [']E05901234123457', '5901234123457', 'EAN-13'],
  [']E496385074', '96385074', 'EAN-8'],
  [']C0ABC-1', 'ABC-1', 'Code 128'],
  [']C101095011015300031021', '01095011015300031021', 'GS1-128'],
  [']d2010950110153000321X\u001d91A', '010950110153000321X\u001d91A', 'GS1 Data Matrix'],
  [']Q1https://example.com/a', 'https://example.com/a', 'QR'],
  [']e00109501101530003', '0109501101530003', 'GS1 DataBar'],
  [']I115901234123454', '15901234123454', 'ITF'],
  [']X0ABC', ']X0ABC', null],
  [']', ']', null],
])('%j is the code %j of symbology %j', (sent, data, symbology) => {
  expect(decode(`${sent}\r`)).toEqual([{ kind: 'barcode', data, symbology }])
})

test('a GS between fields is data, so marking codes stay whole', () => {
  const code = '0104600439931256215abc\u001d93Zj3k'
  expect(decode(`${code}\r`)).toEqual([barcode(code)])
})

test('an EAN with a wrong check digit is noise, a number of the shop is not', () => {
  expect(decode(']E05901234123458\r')).toEqual([
    { kind: 'unreadable', reason: 'wrong check digit' },
  ])
  expect(decode('5901234123458\r')).toEqual([barcode('5901234123458')])
})

test('letters beyond ASCII are read as UTF-8, or else as single bytes', () => {
  expect(decode('Ном\r')).toEqual([barcode('Ном')])
  const decoder = createScanDecoder()
  expect(decoder.push(Buffer.from([0x41, 0xe4, 0x0d]))).toEqual([barcode('Aä')])
})

test('a line that never ends takes 512 bytes of memory and is dropped as one', () => {
  const decoder = createScanDecoder()
  for (let i = 0; i < 1000; i += 1) expect(decoder.push(Buffer.alloc(1000, 0x37))).toEqual([])
  expect(decoder.push(Buffer.from('\r'))).toEqual([
    { kind: 'unreadable', reason: 'longer than 512 bytes' },
  ])
  expect(decoder.push(Buffer.from('12345\r'))).toEqual([barcode('12345')])
})

test('empty lines and control characters of a cold scanner are nothing', () => {
  expect(decode('\r\n\r\n\t\u0003\u0002\u0003')).toEqual([])
})

function decode(text: string): readonly Scan[] {
  return createScanDecoder().push(Buffer.from(text))
}

function barcode(data: string): Scan {
  return { kind: 'barcode', data, symbology: null }
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return [...chunks, bytes.subarray(at)]
}
