import { expect, test } from 'vitest'
import { bitsToPng } from '#gateway/virtual/png.ts'
import { PrintDocument } from '#shared/contracts/print.ts'
import { createBench, until } from './bench.ts'

/** What the cashier sees of each fault that a virtual printer can have, and that it ends with it. */

test('silent: no answer, for how long, and what to look at', async () => {
  await using bench = await createBench()
  await until(() => bench.printer.health().availability === 'online')
  bench.device.setSilent(true)
  const outcome = bench.print()
  await until(() => bench.progress.length > 0)
  expect(bench.progress[0]).toEqual({
    state: 'waiting',
    reason: expect.stringMatching(/^no answer for \d+ s: is it switched on\?$/),
  })
  await until(() => bench.printer.health().availability === 'offline')
  bench.device.setSilent(false)
  expect((await outcome).outcome).toBe('done')
  expect(bench.paper()).toHaveLength(1)
})

test('silent on a serial line: the speed is named, which may be the wrong one', async () => {
  await using bench = await createBench({ config: { line: serialLine } })
  bench.device.setSilent(true)
  void bench.print()
  await until(() => bench.progress.some(({ reason }) => reason !== ''))
  expect(bench.progress.at(-1)?.reason).toMatch(
    /^no answer for \d+ s at 9600 8N1: check the cable or the speed$/,
  )
})

test('garbage: answers that mean nothing, as with a wrong speed; nothing is printed', async () => {
  await using bench = await createBench({ config: { line: serialLine } })
  bench.device.setAnswers('garbage')
  const outcome = bench.print()
  await until(() => bench.progress.length > 0)
  expect(bench.progress[0]?.reason).toBe('answers that mean nothing at 9600 8N1: check the speed')
  await until(() => bench.printer.health().availability === 'offline')
  expect(bench.paper()).toEqual([])
  bench.device.setAnswers('good')
  expect((await outcome).outcome).toBe('done')
})

test('half frames: the receipt waits, no status is made up, and it comes out once', async () => {
  await using bench = await createBench()
  bench.device.setAnswers('half')
  const outcome = bench.print()
  await until(() => bench.progress.some(({ state }) => state === 'waiting'))
  expect(bench.progress.at(-1)?.reason).toMatch(/^no answer for|^not connected|^connection lost/)
  const health = bench.printer.health()
  expect([health.cover, health.paper]).not.toContain('open')
  bench.device.setAnswers('good')
  expect((await outcome).outcome).toBe('done')
  expect(bench.device.receipts().filter((receipt) => receipt.isCut)).toHaveLength(1)
})

test('paper out at any byte: the reason is said, and with paper the receipt ends whole', async () => {
  for (const at of [1, 120, 300]) {
    await using bench = await createBench()
    bench.device.runOutAtByte(at)
    const outcome = bench.print({ lines: 40 })
    await until(() => bench.progress.some(({ state }) => state === 'waiting'))
    expect(bench.progress.at(-1)?.reason).toBe('out of paper')
    bench.device.setPaper('ok')
    expect((await outcome).outcome).toBe('done')
    const seen = bench
      .paper()
      .flat()
      .flatMap((line) => /^line (\d+)$/.exec(line)?.[1] ?? [])
    expect([at, new Set(seen).size]).toEqual([at, 40])
    expect(bench.device.receipts().at(-1)?.isCut).toBe(true)
  }
})

test('unplugged before a job: it waits and says so; plugged in again, the receipt comes', async () => {
  await using bench = await createBench()
  await until(() => bench.printer.health().availability === 'online')
  bench.device.setCable('out')
  const outcome = bench.print()
  await until(() => bench.progress.some(({ reason }) => reason.startsWith('not connected')))
  expect(bench.progress.at(-1)?.reason).toMatch(/^not connected: .*unplugged/)
  bench.device.setCable('in')
  expect((await outcome).outcome).toBe('done')
})

test('unplugged in the middle: unknown, as the printer may print what it holds', async () => {
  await using bench = await createBench({ linesPerSecond: 60 })
  const outcome = bench.print({ lines: 60 })
  await until(() => bench.paper().flat().length > 5)
  bench.device.setCable('out')
  expect(await outcome).toEqual({ outcome: 'unknown', reason: 'line lost while printing' })
  expect(bench.printer.health().reason).toMatch(/^not connected|^connection lost/)
  await until(() => bench.device.receipts().at(-1)?.isCut === true)
})

test('paper out while the line is full: what is on its way waits as long as the cashier needs', async () => {
  // Takes the printer's status by itself, and cannot throw away what it holds.
  const times = { completeMs: 200 }
  await using bench = await createBench({ profile: 'citizen-ct-s651', times })
  await until(() => bench.printer.health().availability === 'online')
  // More than a virtual printer holds: 16 pictures of 10 KB.
  const png = bitsToPng(72, 144, new Uint8Array(72 * 144).fill(0xaa)).toString('base64')
  const blocks = Array.from({ length: 16 }, () => ({ kind: 'picture', png }))
  const document = PrintDocument.parse({ language: 'en', title: 'logos', blocks })
  bench.device.runOutAfter(20)
  const outcome = bench.print({ document })
  await until(() => bench.printer.health().paper === 'out')
  expect(bench.printer.health().reason).toBe('out of paper')
  // Much longer than a line may take nothing.
  await new Promise((resolve) => setTimeout(resolve, 700))
  bench.device.setPaper('ok')
  expect((await outcome).outcome).toBe('done')
  const pictures = bench
    .paper()
    .flat()
    .filter((line) => line.startsWith('[picture'))
  expect(pictures).toHaveLength(16)
})

test('paper, cover and drawer are told at once by a printer that tells by itself', async () => {
  const slow = { pollMs: 60_000 }
  await using bench = await createBench({ times: slow, config: { drawerSensor: 'high-is-open' } })
  await until(() => bench.printer.health().availability === 'online')
  expect(bench.printer.health().drawer).toBe('closed')
  bench.device.setCover('open')
  await until(() => bench.printer.health().reason === 'cover is open')
  bench.device.setCover('closed')
  bench.device.setPaper('low')
  await until(() => bench.printer.health().paper === 'low')
  expect(bench.printer.health().reason).toBe('')
  expect((await bench.printer.openDrawer(Date.now() + 60_000)).outcome).toBe('done')
  await until(() => bench.printer.health().drawer === 'open')
  bench.device.setDrawer('closed')
  await until(() => bench.printer.health().drawer === 'closed')
})

test('a drawer without a contact is neither open nor closed', async () => {
  await using bench = await createBench()
  await until(() => bench.printer.health().availability === 'online')
  bench.device.setDrawer('open')
  expect(bench.printer.health().drawer).toBe('unknown')
})

const serialLine = {
  kind: 'serial',
  path: '/dev/ttyS9',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flow: 'none',
} as const
