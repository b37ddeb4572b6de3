import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCable, createVirtualLines } from '#gateway/lines/virtual.ts'
import { createVirtualDevices } from '#gateway/virtual/devices.ts'
import { createLexer } from '#gateway/virtual/lexer.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { createVirtualScanner } from '#gateway/virtual/scanner.ts'
import type { DeviceConfig } from '#shared/contracts/device.ts'
import { until } from '../printer/bench.ts'

test('letters come out by the page that was selected, not by what was meant', async () => {
  const { say, lines } = open()
  const shop = [0x8c, 0x80, 0x83, 0x80, 0x87, 0x88, 0x8d]
  await say([0x1c, 0x2e, ...shop, 0x0a, 0x1b, 0x74, 17, ...shop, 0x0a])
  await say([0x1b, 0x74, 46, 0xcc, 0x0a, 0x1b, 0x74, 53, 0xa5, 0xb4, 0xaf, 0xbf, 0x0a])
  await say([0x1b, 0x74, 18, 0xb8, 0xdd, 0x0a])
  expect(lines()).toEqual(['îÇâÇçêì', 'МАГАЗИН', 'М', 'ӨөҮү', 'ŞŢ'])
})

test('a page the printer does not have is reported, and so are unknown commands', async () => {
  const clone = open({ maker: 'clone' })
  await clone.say([0x1b, 0x74, 53, 0x41, 0x0a])
  await clone.say([0x1d, 0x7a, 0x1b, 0x21])
  expect(clone.printer.warnings()).toEqual([
    'code page 53 is not in this printer',
    'not a command: 1d7a',
  ])
})

test('letters in Kanji mode and lines that are too long are reported', async () => {
  const { say, printer } = open()
  await say([0x1b, 0x74, 17, 0x80, 0x0a])
  await say(Array.from({ length: 50 }, () => 0x41))
  expect(printer.warnings()).toEqual([
    'letters above 7F in Kanji mode: FS . is missing',
    'line longer than 48 columns',
  ])
})

test('styles, sizes, alignment, codes and pictures are on the paper', async () => {
  const { say, printer } = open()
  await say([0x1b, 0x45, 1, 0x41, 0x1b, 0x45, 0, 0x1d, 0x21, 0x11, 0x42, 0x0a, 0x1d, 0x21, 0])
  await say([0x1b, 0x61, 1, 0x1d, 0x6b, 68, 8, ...Buffer.from('96385074'), 0x1b, 0x64, 2])
  await say([0x1d, 0x76, 0x30, 0, 1, 0, 2, 0, 0xff, 0x81, 0x1d, 0x56, 66, 0])
  const [receipt] = printer.receipts()
  expect(receipt).toMatchObject({
    isCut: true,
    items: [
      {
        kind: 'line',
        align: 'left',
        spans: [
          { text: 'A', bold: true, width: 1 },
          { text: 'B', bold: false, width: 2, height: 2 },
        ],
      },
      { kind: 'barcode', system: 'ean8', data: '96385074', align: 'center' },
      { kind: 'feed', lines: 2 },
      { kind: 'picture', widthBytes: 1, rows: 2 },
      { kind: 'feed' },
    ],
  })
})

test('it answers status questions as a device does', async () => {
  const { say, answers, printer } = open()
  const ask = [0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 3, 0x10, 4, 4]
  await say(ask)
  expect(answers()).toBe('12121212')
  printer.setPaper('out')
  await say(ask)
  expect(answers()).toBe('1a32127e')
  printer.setPaper('low')
  printer.setCover('open')
  await say(ask)
  expect(answers()).toBe('1a16121e')
  printer.setCover('closed')
  await say([0x1d, 0x72, 1, 0x1d, 0x49, 67])
  expect(answers()).toBe('035f5649525455414c00')
})

test('it tells by itself what changes, once asked to', async () => {
  const { say, answers, printer } = open()
  await say([0x1d, 0x61, 0xff])
  expect(answers()).toBe('10000000')
  printer.setPaper('out')
  await until(() => answers(true) !== '')
  expect(answers()).toBe('18000f00')
})

test('without paper it keeps what comes, answers questions, and goes on with paper', async () => {
  const { say, answers, lines, printer } = open()
  printer.runOutAfter(1)
  await say([...Buffer.from('one\ntwo\n'), 0x1d, 0x72, 1])
  await say([0x10, 4, 4])
  expect(lines()).toEqual(['one'])
  expect(answers()).toBe('7e')
  printer.setPaper('ok')
  await until(() => lines().length === 2)
  expect(answers()).toBe('00')
})

test('an Epson forgets what it holds when told to; a clone does not know how', async () => {
  const clear = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8]
  for (const [maker, held, answer] of [
    ['epson', [], '372500'],
    ['clone', ['text'], ''],
  ] as const) {
    const { say, answers, lines, printer } = open({ maker })
    printer.setPaper('out')
    await say([...Buffer.from('text\n'), ...clear])
    expect(answers()).toBe(answer)
    printer.setPaper('ok')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(lines()).toEqual(held)
  }
})

test('silent, it neither prints nor answers; switched off, its line is dead', async () => {
  const { say, answers, lines, printer, end } = open()
  printer.setSilent(true)
  await say([...Buffer.from('lost\n'), 0x10, 4, 1])
  expect([answers(), lines()]).toEqual(['', []])
  printer.setPower('off')
  await until(() => end.destroyed)
  expect(() => printer.attach(createCable()[1])).toThrow(/switched off/)
})

test('commands are found whatever the chunking', () => {
  const hex =
    '1b4041420a1004011d286b050031503061621d6b023132001d76300002000200011b03041b700019' +
    'fa10140100011d56011b44081000'
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
  const whole = createLexer()(bytes).filter((token) => token.kind !== 'text')
  expect(whole.every((token) => token.kind !== 'unknown')).toBe(true)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (sizes) => {
      const lex = createLexer()
      const seen = []
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1
        seen.push(...lex(bytes.subarray(at, at + size)))
        at += size
      }
      expect(seen.filter((token) => token.kind !== 'text')).toEqual(whole)
    }),
  )
})

test('noise of any kind neither hangs nor breaks it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      const printer = createVirtualPrinter({ maker: 'epson', columns: 48, clock: () => 0 })
      const [near, far] = createCable()
      printer.attach(far)
      near.write(noise)
      near.resume()
    }),
  )
})

test('the roll keeps its last 50 receipts', async () => {
  const { say, printer } = open()
  for (let index = 0; index < 60; index += 1) await say([0x41, 0x0a, 0x1d, 0x56, 1])
  expect(printer.receipts()).toHaveLength(50)
  expect(printer.receipts()[0]?.number).toBe(11)
  printer.tear()
  expect(printer.receipts()).toEqual([])
})

test('a scanner types its code with identifier and CR, if somebody listens', async () => {
  const scanner = createVirtualScanner()
  expect(scanner.scan('4006381333931')).toBe(false)
  const [near, far] = createCable()
  scanner.attach(far)
  const typed: Buffer[] = []
  near.on('data', (chunk: Buffer) => typed.push(chunk))
  expect(scanner.scan('4006381333931')).toBe(true)
  expect(scanner.scan('https://shop.example/r/UB1-T1-1-000042-7K?x=1234567')).toBe(true)
  await until(() => Buffer.concat(typed).toString().split('\r').length === 3)
  expect(Buffer.concat(typed).toString()).toBe(
    ']E04006381333931\r]Q0https://shop.example/r/UB1-T1-1-000042-7K?x=1234567\r',
  )
})

test('virtual devices are plugged in and out as their settings say', async () => {
  const lines = createVirtualLines()
  const devices = createVirtualDevices({ lines, clock: () => 0 })
  const config: DeviceConfig = {
    kind: 'receipt-printer',
    device: 'p',
    name: 'P',
    line: { kind: 'virtual' },
    profile: 'epson-tm-t20iii',
    columns: 48,
    drawer: true,
  }
  devices.ensure(config)
  const printer = devices.printer('p')
  const end = await lines.open('p')
  devices.ensure({ ...config, name: 'Renamed' })
  expect(devices.printer('p')).toBe(printer)
  devices.ensure({ ...config, profile: 'generic-58mm' })
  expect(devices.printer('p')?.columns).toBe(32)
  await until(() => end.destroyed)
  devices.ensure({ ...config, line: { kind: 'tcp', host: '127.0.0.1', port: 9100 } })
  expect(devices.printer('p')).toBeUndefined()
  await expect(lines.open('p')).rejects.toThrow(/not plugged in/)
})

function open(options: { readonly maker?: 'epson' | 'clone' } = {}) {
  const maker = options.maker ?? 'epson'
  const printer = createVirtualPrinter({ maker, columns: 48, clock: () => 0 })
  const [end, far] = createCable()
  end.on('error', () => undefined)
  printer.attach(far)
  let heard = ''
  end.on('data', (chunk: Buffer) => {
    heard += chunk.toString('hex')
  })
  return {
    printer,
    end,
    lines: () => printer.receipts().flatMap(textOf),
    /** What it answered since asked last. */
    answers: (peek = false) => {
      const said = heard
      if (!peek) heard = ''
      return said
    },
    say: async (bytes: readonly number[]) => {
      end.write(Uint8Array.from(bytes))
      await new Promise((resolve) => setTimeout(resolve, 10))
    },
  }
}
