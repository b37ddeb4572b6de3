import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createShtrihDecoder, frameOf, listenToShtrih } from '#gateway/probe/shtrih.ts'
import { listenToZvt, statusEnquiry } from '#gateway/probe/zvt.ts'
import { createApduDecoder, createFrameDecoder, frameApdu } from '#gateway/probe/zvt-frames.ts'
import { fiscalFrame, pos2Frame } from './responders.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))

test('ZVT frames are those that other programs make, and each DLE in them is doubled', () => {
  expect(hex(frameApdu(statusEnquiry))).toBe('100205010010031006')
  // wirelane/ecrterm, tests of its packets: StatusEnquiry and its password.
  expect(hex(frameApdu(bytesOf('050103123456')))).toBe('10020501031234561003e043')
  expect(hex(frameApdu(bytesOf('040f021010')))).toMatch(/^1002040f02101010101003[0-9a-f]{4}$/)
})

test('Shtrih-M frames are those of its document', () => {
  expect(hex(frameOf([0xfc]))).toBe('0201fcfd')
  // The document's own example: the weight, with the password 0030.
  expect(hex(frameOf([0x3a, 0x30, 0x30, 0x33, 0x30]))).toBe('02053a303033303c')
})

const message = fc.uint8Array({ maxLength: 60 })
const apdu = fc
  .tuple(fc.constantFrom([0x80, 0x00], [0x84, 0x83], [0x06, 0x0f], [0x04, 0xff]), message)
  .map(([head, data]) => Uint8Array.of(...head, data.length, ...data))
const long = fc
  .uint8Array({ minLength: 255, maxLength: 400 })
  .map((data) => Uint8Array.of(0x06, 0x0f, 0xff, data.length & 255, data.length >> 8, ...data))
const apdus = fc.array(fc.oneof(apdu, long), { maxLength: 4 })
const cuts = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 20 })

/** In pieces of these lengths, again and again. */
function* pieces(bytes: Uint8Array, lengths: readonly number[]) {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const next = at + 1 + (lengths[turn % lengths.length] ?? 0)
    yield bytes.subarray(at, next)
    at = next
  }
}

test('messages come out whole, whatever the pieces in which they come', () => {
  fc.assert(
    fc.property(apdus, cuts, (sent, lengths) => {
      const wanted = sent.map(hex)
      const serial = createFrameDecoder()
      const framed = Buffer.concat(sent.flatMap((one) => [Uint8Array.of(6), frameApdu(one)]))
      expect([...pieces(framed, lengths)].flatMap(serial).map(hex)).toEqual(wanted)
      const network = createApduDecoder()
      const bare = Buffer.concat(sent)
      expect([...pieces(bare, lengths)].flatMap(network).map(hex)).toEqual(wanted)
      const shtrih = createShtrihDecoder()
      const short = sent.filter((one) => one.length < 256)
      const frames = Buffer.concat(short.flatMap((one) => [Uint8Array.of(0x15), frameOf([...one])]))
      const heard = [...pieces(frames, lengths)].flatMap(shtrih)
      expect(heard.map((one) => (one.kind === 'frame' ? hex(one.bytes) : one.kind))).toEqual(
        short.flatMap((one) => ['nak', hex(one)]),
      )
    }),
    { numRuns: 60 },
  )
})

test('of half frames, damaged frames and noise nothing is understood', () => {
  const answers = [
    { listen: listenToZvt('serial'), whole: '0610028000001003f51f', isSummed: true },
    { listen: listenToZvt('serial'), whole: '1002060f001003c633', isSummed: true },
    { listen: listenToZvt('tcp'), whole: '800000', isSummed: false },
    { listen: listenToZvt('tcp'), whole: '060f0319f0a0', isSummed: false },
    { listen: asked, whole: fiscalFrame, isSummed: true },
    { listen: asked, whole: pos2Frame, isSummed: true },
  ]
  for (const { listen, whole, isSummed } of answers) {
    const found = (bytes: Uint8Array) => {
      const listener = listen()
      listener.hear(bytes)
      return listener.finding()
    }
    const bytes = bytesOf(whole)
    expect(found(bytes)).not.toBeNull()
    for (let length = 0; length < bytes.length; length += 1)
      expect(found(bytes.subarray(0, length))).toBeNull()
    for (let at = 1; isSummed && at < bytes.length; at += 1) {
      const damaged = Uint8Array.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 0x40
      expect([at, found(damaged)]).toEqual([at, null])
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      expect(createFrameDecoder()(noise)).toEqual([])
      // Not one of another company's, and no web page.
      const text = Uint8Array.from([0x48, ...noise])
      expect(createApduDecoder()(text)).toEqual([])
      const listener = asked()
      listener.hear(noise)
      expect(listener.finding()).toBeNull()
    }),
    { numRuns: 150 },
  )
})

test('a terminal is not believed for what a looped cable or a scale says', () => {
  for (const said of ['06', '0606', '15', '100205010010031006']) {
    const listener = listenToZvt('serial')()
    expect([said, hex(listener.hear(bytesOf(said))), listener.finding()]).toEqual([said, '', null])
  }
  const network = listenToZvt('tcp')()
  network.hear(statusEnquiry)
  expect(network.finding()).toBeNull()
})

/** Somebody who said NAK to ENQ. */
function asked() {
  const listener = listenToShtrih()
  expect(hex(listener.hear(Uint8Array.of(0x15)))).toBe('0201fcfd')
  return listener
}
