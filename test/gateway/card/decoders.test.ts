import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CardDecoder, CardRead } from '#gateway/card/card-decoder.ts'
import { checkCharacter, createMagstripeDecoder } from '#gateway/card/magstripe.ts'
import { createRdm6300Decoder } from '#gateway/card/rdm6300.ts'
import { createWiegandDecoder } from '#gateway/card/wiegand.ts'
import { paymentCards } from './payment-cards.ts'

const plain = { prefixes: [], lrc: false }
const card = (number: string): CardRead => ({ kind: 'card', card: number })
const unreadable = (reason: string): CardRead => ({ kind: 'unreadable', reason })

test.each([
  [';7001234?\r', '7001234'],
  ['%B7001234^BAT ERDENE^2912?\r;7001234=2912?\r', '7001234'],
  ['%7001234^BAT?', '7001234'],
  ['+7001234=1?\r\n', '7001234'],
  [`%${'NAME^X'}?;0042?`, '0042'],
])('the swipe %j is the card %s', (text, number) => {
  expect(readAll(createMagstripeDecoder(plain), text)).toEqual([card(number)])
})

test.each([
  [';7001234', 'no whole track'],
  ['7001234?', 'no whole track'],
  ['noise', 'no whole track'],
  [';?', 'no number on it'],
])('%j is no card: %s', (text, reason) => {
  expect(readAll(createMagstripeDecoder(plain), text)).toEqual([unreadable(reason)])
})

test('a reader that sends check characters is believed only where they are right', () => {
  // Worked by hand: ; 1 2 ? have the bits 1011, 0001, 0010, 1111; their XOR is 0111.
  expect(checkCharacter(';12?')).toBe('7')
  const lrc = { prefixes: [], lrc: true }
  const track = ';7001234?'
  const right = track + checkCharacter(track)
  expect(readAll(createMagstripeDecoder(lrc), `${right}\r`)).toEqual([card('7001234')])
  for (const wrong of [`${track}\r`, track, `;7001235?${checkCharacter(track)}`]) {
    expect(readAll(createMagstripeDecoder(lrc), wrong)).toEqual([
      unreadable('wrong check character'),
    ])
  }
})

test('with prefixes only the company’s own cards are read, payment cards not even then', () => {
  const own = { prefixes: ['7001', '412345'], lrc: false }
  expect(readAll(createMagstripeDecoder(own), ';7001999?')).toEqual([card('7001999')])
  expect(readAll(createMagstripeDecoder(own), ';8001999?')).toEqual([
    unreadable('not a card of this company'),
  ])
  // Sixteen digits with Luhn’s digit, but the company’s own range.
  expect(readAll(createMagstripeDecoder(own), ';4123450131003312?')).toEqual([
    card('4123450131003312'),
  ])
  expect(readAll(createMagstripeDecoder(own), ';7001999?;4111111111111111=2912?')).toEqual([
    { kind: 'refused' },
  ])
})

test('no reader lets a payment card through, in any wrapping and any chunks', () => {
  const wrapping = fc.constantFrom(
    (pan: string) => `%B${pan}^DOE/JOHN^29121010000000000000?`,
    (pan: string) => `;${pan}=29121010000000000000?`,
    (pan: string) => `%B${pan}^DOE/JOHN^2912?\r;${pan}=2912?\r`,
    (pan: string) => `;${pan}?`,
    (pan: string) => `+${pan}=1?`,
    (pan: string) => pan,
    (pan: string) => pan.replaceAll(/(\d{4})(?=\d)/g, '$1 '),
    (pan: string) => `;${pan}=2912`,
  )
  const noise = fc.string({ unit: fc.constantFrom('x', '#', '?', ' ', '\r'), maxLength: 6 })
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 })
  const kinds = fc.constantFrom(
    () => createMagstripeDecoder(plain),
    () => createMagstripeDecoder({ prefixes: [], lrc: true }),
    () => createMagstripeDecoder({ prefixes: ['7001'], lrc: false }),
    () => createRdm6300Decoder(plain),
    () => createWiegandDecoder(plain),
  )
  const pan = fc.constantFrom(...paymentCards)
  fc.assert(
    fc.property(kinds, pan, wrapping, noise, noise, sizes, (open, number, wrap, a, b, cuts) => {
      const reads = readAll(open(), a + wrap(number) + b, cuts)
      expect(reads.filter(({ kind }) => kind === 'card')).toEqual([])
      expect(JSON.stringify(reads)).not.toMatch(/\d{5}/)
    }),
    { numRuns: 120 },
  )
})

test('a swipe says the same in any chunks', () => {
  const text = '%B7001234^BAT ERDENE^2912?\r;7001234=2912?\r'
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (cuts) => {
      expect(readAll(createMagstripeDecoder(plain), text, cuts)).toEqual([card('7001234')])
    }),
    { numRuns: 30 },
  )
})

test('a line that never ends takes 512 bytes and is no card', () => {
  const decoder = createMagstripeDecoder(plain)
  decoder.push(Buffer.from(';7001234?'))
  for (let i = 0; i < 100; i += 1) decoder.push(Buffer.alloc(1000, 0x78))
  expect(decoder.pause()).toEqual([unreadable('longer than any card')])
  expect(readAll(decoder, ';7001234?')).toEqual([card('7001234')])
})

test('a tag is the ten digits printed on it, and its checksum must be right', () => {
  const decoder = createRdm6300Decoder(plain)
  // 13 00 5D 1D A5 with the checksum F6 is worked in the reader's manual: 0x005D1DA5 = 6102437.
  expect(readAll(decoder, '\u000213005D1DA5F6\u0003')).toEqual([card('0006102437')])
  expect(readAll(decoder, '\u000213005D1DA5F7\u0003')).toEqual([unreadable('wrong checksum')])
  expect(readAll(decoder, '\u000213005D\u0003')).toEqual([unreadable('half a frame')])
  expect(readAll(decoder, '\u000213005D1DA5FZ\u0003')).toEqual([
    unreadable('no hex digits in a frame'),
  ])
})

test('tags in any chunks, with noise and half frames between, are all read', () => {
  const tag = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  const between = fc.constantFrom('', 'noise', '\u000213005D', '\r\n', '\u0003')
  const sent = fc.array(fc.tuple(tag, between), { maxLength: 6 })
  fc.assert(
    fc.property(sent, fc.array(fc.integer({ min: 1, max: 9 })), (tags, cuts) => {
      const text = tags.map(([number, noise]) => noise + frame(number)).join('')
      const cards = readAll(createRdm6300Decoder(plain), text, cuts)
      expect(cards.filter(({ kind }) => kind === 'card')).toEqual(
        tags.map(([number]) => card(String(number).padStart(10, '0'))),
      )
    }),
  )
})

test('facility and number of a Wiegand reader are one card', () => {
  const of = (text: string) => readAll(createWiegandDecoder(plain), text)
  expect(of('63,20481\r\n')).toEqual([card('06320481')])
  expect(of('063/20481\n7:1\r')).toEqual([card('06320481'), card('00700001')])
  expect(of('300,20481\r')).toEqual([unreadable('no facility and number')])
  expect(of('hello\r')).toEqual([unreadable('no facility and number')])
  expect(of(`${'1'.repeat(500)}\r`)).toEqual([unreadable('no facility and number')])
})

function frame(number: number): string {
  const bytes = Buffer.alloc(6)
  bytes.writeUInt8(0x13, 0)
  bytes.writeUInt32BE(number, 1)
  bytes.writeUInt8(
    bytes.subarray(0, 5).reduce((sum, byte) => sum ^ byte, 0),
    5,
  )
  return `\u0002${bytes.toString('hex').toUpperCase()}\u0003`
}

function readAll(decoder: CardDecoder, text: string, cuts: readonly number[] = []): CardRead[] {
  const bytes = Buffer.from(text, 'latin1')
  const reads: CardRead[] = []
  let at = 0
  for (const size of [...cuts, bytes.length]) {
    reads.push(...decoder.push(bytes.subarray(at, at + size)))
    at += size
  }
  return [...reads, ...decoder.pause()]
}
