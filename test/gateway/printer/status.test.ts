import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockedBy, createStatusDecoder, decodeRealTime } from '#gateway/printer/status.ts'

const fine = [0x12, 0x12, 0x12, 0x12] as const

test('real-time answers decode bit by bit as in the command reference', () => {
  const low = { drawerPin: 'low' } as const
  const ok = { paper: 'ok', cover: 'closed', error: '', offline: false, ...low }
  const table: readonly [readonly [number, number, number, number], object][] = [
    [[0x12, 0x12, 0x12, 0x12], ok],
    [[0x16, 0x12, 0x12, 0x12], { ...ok, drawerPin: 'high' }],
    [[0x1a, 0x12, 0x12, 0x12], { ...ok, offline: true }],
    [[0x1a, 0x16, 0x12, 0x12], { ...ok, offline: true, cover: 'open' }],
    [[0x1a, 0x32, 0x12, 0x12], { ...ok, offline: true, paper: 'out' }],
    [[0x12, 0x12, 0x12, 0x1e], { ...ok, paper: 'low' }],
    [[0x1a, 0x12, 0x12, 0x7e], { ...ok, offline: true, paper: 'out' }],
    [[0x1a, 0x52, 0x1a, 0x12], { ...ok, offline: true, error: expect.stringContaining('cutter') }],
    [[0x1a, 0x52, 0x32, 0x12], { ...ok, offline: true, error: expect.stringContaining('unrec') }],
    [[0x1a, 0x52, 0x52, 0x12], { ...ok, offline: true, error: expect.stringContaining('look') }],
  ]
  for (const [answers, expected] of table) expect(decodeRealTime(answers)).toEqual(expected)
})

test('what blocks a printer is said in the words a cashier can act on', () => {
  expect(blockedBy(decodeRealTime(fine))).toBe('')
  expect(blockedBy(decodeRealTime([0x1a, 0x16, 0x12, 0x12]))).toBe('cover is open')
  expect(blockedBy(decodeRealTime([0x1a, 0x12, 0x12, 0x72]))).toBe('out of paper')
  expect(blockedBy(decodeRealTime([0x1a, 0x12, 0x12, 0x12]))).toBe('printer is offline')
  expect(blockedBy(decodeRealTime([0x12, 0x12, 0x12, 0x1e]))).toBe('')
})

test('automatic status decodes its four bytes', () => {
  const table: readonly [readonly number[], object][] = [
    [[0x10, 0, 0, 0], { paper: 'ok', cover: 'closed', offline: false }],
    [[0x18, 0, 0x0f, 0], { paper: 'out', cover: 'closed', offline: true }],
    [[0x38, 0, 0, 0], { paper: 'ok', cover: 'open', offline: true }],
    [[0x10, 0, 0x03, 0], { paper: 'low', drawerPin: 'low' }],
    [[0x14, 0, 0, 0], { paper: 'ok', drawerPin: 'high' }],
    [[0x18, 0x08, 0, 0], { error: expect.stringContaining('cutter') }],
  ]
  for (const [bytes, state] of table) {
    const messages = createStatusDecoder()(Uint8Array.from(bytes))
    expect(messages).toEqual([{ kind: 'automatic', state: expect.objectContaining(state) }])
  }
})

test('answers of all kinds are told apart in one stream, whatever the chunking', () => {
  const stream = [
    0x13, // XOFF
    0x12, // DLE EOT
    0x18,
    0x11,
    0x00,
    0x0f,
    0x13,
    0x00, // automatic status with flow control inside
    0x0f, // GS r: printed, paper out
    0x37,
    0x25,
    0x00, // buffer cleared
    0x80,
    0xff, // noise
    0x00, // GS r: printed
    0x5f,
    0x45,
    0x00, // GS I
    0x1a, // DLE EOT: offline
  ]
  const kinds = ['real-time', 'automatic', 'printed', 'block', 'printed', 'block', 'real-time']
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (sizes) => {
      const decode = createStatusDecoder()
      const seen: string[] = []
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1
        for (const message of decode(Uint8Array.from(stream.slice(at, at + size)))) {
          seen.push(message.kind)
        }
        at += size
      }
      expect(seen).toEqual(kinds)
    }),
  )
})

test('an answer that cuts into an automatic status is not lost', () => {
  const messages = createStatusDecoder()(Uint8Array.of(0x10, 0x00, 0x12, 0x10, 0, 0, 0))
  expect(messages.map((message) => message.kind)).toEqual(['real-time', 'automatic'])
})

/** Each answer whole, as a printer sends it, and what it must be read as. */
const answer = fc.oneof(
  fc.constantFrom(0x12, 0x16, 0x1a, 0x1e, 0x32, 0x52, 0x7e).map((value) => ({
    kind: 'real-time' as const,
    bytes: [value],
  })),
  fc.constantFrom(0x00, 0x03, 0x0c, 0x0f).map((value) => ({
    kind: 'printed' as const,
    bytes: [value],
  })),
  fc
    .tuple(
      fc.constantFrom(0x10, 0x14, 0x18, 0x38, 0x50),
      fc.constantFrom(0x00, 0x08, 0x20, 0x40),
      fc.constantFrom(0x00, 0x03, 0x0c, 0x0f),
      fc.constantFrom(0x00, 0x0f),
    )
    .map((bytes) => ({ kind: 'automatic' as const, bytes: [...bytes] })),
  fc.array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 20 }).map((text) => ({
    kind: 'block' as const,
    bytes: [0x5f, ...text, 0],
  })),
)
const flow = fc.array(fc.constantFrom(0x11, 0x13), { maxLength: 2 })

test('any answers in any order and any chunking are read as they were meant, flow control inside', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(answer, flow), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 }),
      (answers, sizes) => {
        const stream = answers.flatMap(([{ kind, bytes }, pause]) => {
          // Within a text the two bytes are part of it.
          return kind === 'block' ? bytes : bytes.flatMap((byte) => [byte, ...pause])
        })
        const decode = createStatusDecoder()
        const seen: string[] = []
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1
          const chunk = Uint8Array.from(stream.slice(at, at + size))
          for (const message of decode(chunk)) seen.push(message.kind)
          at += size
        }
        expect(seen).toEqual(answers.map(([{ kind }]) => kind))
      },
    ),
  )
})

test('noise of any kind is no status, and what comes after it is read', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0x80, max: 0xff })), (noise) => {
      const decode = createStatusDecoder()
      expect(decode(Uint8Array.from(noise))).toEqual([])
      expect(decode(Uint8Array.of(0x12))).toEqual([{ kind: 'real-time', value: 0x12 }])
    }),
  )
})
