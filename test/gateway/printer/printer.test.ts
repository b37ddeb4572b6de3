import { createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openTcpLine } from '#gateway/lines/tcp.ts'
import { startTcpPrinter } from '#gateway/virtual/tcp-printer.ts'
import { startRunningTime } from '#test/support/running-time.ts'
import { createBench, until, withoutQuestions } from './bench.ts'

test('a receipt is printed, cut and confirmed', async () => {
  await using bench = await createBench()
  expect(await bench.print()).toEqual({ outcome: 'done', reason: '' })
  expect(bench.progress).toEqual([{ state: 'printing', reason: '' }])
  expect(bench.paper()).toHaveLength(1)
  expect(bench.device.receipts()[0]?.isCut).toBe(true)
  expect(bench.paper()[0]?.join('\n')).toContain('Өвгөн Жэк «Үлгэр»')
  expect(bench.device.warnings()).toEqual([])
})

test('a printer that is set to font B prints all of a receipt in it, 64 letters on a line', async () => {
  await using bench = await createBench({ config: { font: 'B' } })
  expect((await bench.print()).outcome).toBe('done')
  const items = bench.device.receipts()[0]?.items ?? []
  const spans = items.flatMap((item) => (item.kind === 'line' ? item.spans : []))
  expect(spans.every(({ font }) => font === 'B')).toBe(true)
  expect(bench.paper()[0]).toContain('-'.repeat(64))
  expect(bench.device.warnings()).toEqual([])
})

test('jobs come out one after the other, in the order asked', async () => {
  await using bench = await createBench()
  const outcomes = await Promise.all([
    bench.print(),
    bench.print({ duplicate: true }),
    bench.print(),
  ])
  expect(outcomes.map((outcome) => outcome.outcome)).toEqual(['done', 'done', 'done'])
  const isDuplicate = bench.paper().map((lines) => lines[0]?.trim() === 'ХУВИЛБАР')
  expect(isDuplicate).toEqual([false, true, false])
})

test('without paper a receipt waits, and comes out by itself when the paper is back', async () => {
  await using bench = await createBench()
  bench.device.setPaper('out')
  const outcome = bench.print()
  await until(() => bench.progress.length > 0)
  expect(bench.progress).toEqual([{ state: 'waiting', reason: 'out of paper' }])
  await until(() => bench.printer.health().paper === 'out')
  expect(bench.printer.health()).toMatchObject({ availability: 'online', reason: 'out of paper' })
  bench.device.setPaper('ok')
  expect((await outcome).outcome).toBe('done')
  expect(bench.paper()).toHaveLength(1)
  expect(bench.paper()[0]?.[0]).not.toContain('ХУВИЛБАР')
})

test('an open cover makes a receipt wait likewise', async () => {
  await using bench = await createBench()
  bench.device.setCover('open')
  const outcome = bench.print()
  await until(() => bench.progress.length > 0)
  expect(bench.progress[0]?.reason).toBe('cover is open')
  bench.device.setCover('closed')
  expect((await outcome).outcome).toBe('done')
})

test('a receipt torn in its first lines is printed again from its start, as DUPLICATE', async () => {
  await using bench = await createBench()
  bench.device.runOutAfter(5)
  const outcome = bench.print({ openDrawer: true })
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  expect(bench.progress.at(-1)?.reason).toBe('out of paper')
  expect(bench.device.receipts().some((receipt) => receipt.isCut)).toBe(false)
  bench.device.setPaper('ok')
  expect((await outcome).outcome).toBe('done')
  const text = bench.paper().flat()
  const mark = text.findIndex((line) => line.trim() === 'ХУВИЛБАР')
  expect(mark).toBeGreaterThan(4)
  expect(text.slice(mark).some((line) => line.startsWith('Өвгөн Жэк «Үлгэр»'))).toBe(true)
  expect(bench.device.drawerKicks()).toHaveLength(1)
})

test('a longer receipt goes on from the first lines not surely printed, and says so', async () => {
  await using bench = await createBench()
  bench.device.runOutAfter(29)
  const outcome = bench.print({ lines: 60, openDrawer: true })
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  const firstPiece = bench.paper().flat().length
  bench.device.setPaper('ok')
  expect((await outcome).outcome).toBe('done')
  const text = bench.paper().flat()
  expect(text.join('\n')).not.toContain('ХУВИЛБАР')
  expect(text[firstPiece]?.trim()).toBe('... үргэлжлэл: 60 lines')
  // Every line came out, and of those before the tear at most a part of eight lines twice.
  const numbers = text.flatMap((line) => /^line (\d+)$/.exec(line)?.[1] ?? []).map(Number)
  expect([...new Set(numbers)]).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  expect(numbers.length - 60).toBeLessThanOrEqual(8)
  expect(Number(/^line (\d+)$/.exec(text[firstPiece + 1] ?? '')?.[1])).toBeGreaterThan(16)
  expect(bench.device.drawerKicks()).toHaveLength(1)
  expect(bench.device.warnings()).toEqual([])
})

test('a receipt may be torn again and again: no line is lost, none said to be a duplicate', async () => {
  await using bench = await createBench()
  const outcome = bench.print({ lines: 60 })
  for (const lines of [20, 20, 20]) {
    bench.device.runOutAfter(lines)
    const before = bench.progress.length
    bench.device.setPaper('ok')
    bench.device.runOutAfter(lines)
    await until(() => bench.progress.slice(before).some(({ state }) => state === 'waiting'), 2000)
      // The last piece may be out before the paper ends again.
      .catch(() => undefined)
  }
  bench.device.setPaper('ok')
  expect((await outcome).outcome).toBe('done')
  const numbers = new Set(
    bench
      .paper()
      .flat()
      .flatMap((line) => /^line (\d+)$/.exec(line)?.[1] ?? []),
  )
  expect(numbers.size).toBe(60)
})

test('a clone that keeps the rest of a torn receipt prints it by itself, and nothing twice', async () => {
  await using bench = await createBench({ profile: 'generic-80mm' })
  bench.device.runOutAfter(20)
  const outcome = bench.print({ lines: 60 })
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  bench.device.setPaper('ok')
  expect(await outcome).toEqual({ outcome: 'done', reason: '' })
  const numbers = bench
    .paper()
    .flat()
    .flatMap((line) => /^line (\d+)$/.exec(line)?.[1] ?? [])
  expect(numbers.map(Number)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
})

test('after a tear, an Epson does not bring out the rest of the torn receipt first', async () => {
  await using bench = await createBench()
  bench.device.runOutAfter(5)
  const outcome = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  bench.device.setPaper('ok')
  await outcome
  expect(
    bench
      .paper()
      .flat()
      .filter((line) => line.startsWith('[qr')),
  ).toHaveLength(1)
})

test('paper that ends with the last line of a receipt does not print it twice', async () => {
  await using bench = await createBench()
  await bench.print()
  const lines = 4 + (bench.paper()[0]?.length ?? 0) + 6
  bench.device.runOutAfter(lines + 40)
  bench.device.setPaper('low')
  expect((await bench.print()).outcome).toBe('done')
  bench.device.setPaper('out')
  await until(() => bench.printer.health().paper === 'out')
  expect(bench.paper()).toHaveLength(2)
  const next = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  bench.device.setPaper('ok')
  expect((await next).outcome).toBe('done')
  expect(bench.paper().flat().join('\n')).not.toContain('ХУВИЛБАР')
})

test('a printer that goes silent in the middle is unknown within its deadline', async () => {
  await using bench = await createBench({ linesPerSecond: 40 })
  using running = startRunningTime()
  const outcome = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'printing')
  bench.device.setSilent(true)
  expect(await outcome).toEqual({
    outcome: 'unknown',
    reason: 'printer went silent while printing',
  })
  expect(running.ms()).toBeLessThan(2000)
})

test('a printer that was silent before anything was sent gets the receipt when it speaks', async () => {
  await using bench = await createBench()
  bench.device.setSilent(true)
  const outcome = bench.print()
  await until(() => bench.progress.at(-1)?.reason.startsWith('no answer for') === true)
  await until(() => bench.printer.health().availability === 'offline')
  bench.device.setSilent(false)
  expect((await outcome).outcome).toBe('done')
  expect(bench.paper()).toHaveLength(1)
})

test('a printer that never confirms the end is unknown, not done', async () => {
  await using bench = await createBench({ linesPerSecond: 1, times: { completeMs: 300 } })
  const outcome = await bench.print()
  expect(outcome).toEqual({ outcome: 'unknown', reason: 'no word of the end for 300 ms' })
})

test('the rest that a slow clone prints by itself is waited for, to its last line', async () => {
  await using bench = await createBench({ profile: 'generic-80mm', linesPerSecond: 150 })
  bench.device.runOutAfter(5)
  const outcome = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  bench.device.setPaper('ok')
  expect((await outcome).outcome).toBe('done')
  // At this very moment all is out.
  expect(bench.paper().flat().join('\n')).not.toContain('ХУВИЛБАР')
  expect(bench.device.receipts().map((receipt) => receipt.isCut)).toEqual([true])
})

test('a clone that forgets the rest when its cover is opened gets it again, and no line is lost', async () => {
  await using bench = await createBench({
    profile: 'generic-80mm',
    linesPerSecond: 300,
    forgetsOnCover: true,
  })
  bench.device.runOutAfter(20)
  const outcome = bench.print({ lines: 60 })
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  bench.device.setCover('open')
  bench.device.setPaper('ok')
  await until(() => bench.progress.at(-1)?.reason === 'cover is open')
  bench.device.setCover('closed')
  expect((await outcome).outcome).toBe('done')
  const text = bench.paper().flat()
  // The mark has a ү, which this clone can only draw.
  expect(text.filter((line) => line.startsWith('[picture '))).toHaveLength(1)
  const numbers = text.flatMap((line) => /^line (\d+)$/.exec(line)?.[1] ?? [])
  expect(new Set(numbers).size).toBe(60)
  expect(numbers.length).toBeLessThanOrEqual(68)
})

test('a clone that does not tell the end is done when its status stays good', async () => {
  await using bench = await createBench({ profile: 'generic-80mm', hidesEnd: true })
  expect((await bench.print()).outcome).toBe('done')
  expect((await bench.print()).outcome).toBe('done')
  expect(bench.wire().toString('hex').split('1d7201').length - 1).toBe(1)
  bench.device.runOutAfter(5)
  const torn = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  bench.device.setPaper('ok')
  expect((await torn).outcome).toBe('done')
  const marks = bench
    .paper()
    .flat()
    .filter((line) => line.trim() === 'ХУВИЛБАР')
  expect(marks).toHaveLength(2)
})

test('a line that dies in the middle is unknown, and the printer is found again', async () => {
  await using bench = await createBench({ linesPerSecond: 40 })
  const outcome = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'printing')
  bench.device.setPower('off')
  expect((await outcome).outcome).toBe('unknown')
  await until(() => bench.printer.health().availability === 'offline')
  expect(bench.printer.health().reason).toMatch(/not connected|connection lost/)
  bench.device.setPower('on')
  await until(() => bench.printer.health().availability === 'online')
  expect((await bench.print({ duplicate: true })).outcome).toBe('done')
})

test('a printer switched off while it waits for paper leaves its torn receipt unknown', async () => {
  await using bench = await createBench()
  bench.device.runOutAfter(5)
  const outcome = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'waiting')
  bench.device.setPower('off')
  expect(await outcome).toEqual({
    outcome: 'unknown',
    reason: 'line lost in the middle of the receipt',
  })
})

test('a job for a printer that is not there waits and says why, until it expires', async () => {
  await using bench = await createBench()
  bench.device.setPower('off')
  await until(() => bench.printer.health().availability === 'offline')
  const outcome = await bench.print({ expiresAt: Date.now() + 200 })
  expect(outcome.outcome).toBe('failed')
  expect(outcome.reason).toMatch(/^expired while waiting: not connected: .*switched off/)
  expect(bench.paper()).toEqual([])
})

test('a drawer job is exactly 1B 70 00 19 FA on the wire', async () => {
  await using bench = await createBench({ profile: 'generic-80mm-no-status' })
  expect((await bench.printer.openDrawer(Date.now() + 60_000)).outcome).toBe('done')
  expect(bench.wire().toString('hex')).toBe('1b700019fa')
  expect(bench.device.drawerKicks()).toMatchObject([{ pin: 2, onMs: 50 }])
})

test('with status questions around it, a drawer job is still nothing but its five bytes', async () => {
  await using bench = await createBench()
  expect((await bench.printer.openDrawer(Date.now() + 60_000)).outcome).toBe('done')
  expect(withoutQuestions(bench.wire())).toBe('1b700019fa')
})

test('a drawer asked for too late stays shut', async () => {
  await using bench = await createBench()
  const outcome = await bench.printer.openDrawer(Date.now() - 1)
  expect(outcome.outcome).toBe('failed')
  expect(bench.device.drawerKicks()).toEqual([])
})

test('the drawer opens while a receipt waits for paper', async () => {
  await using bench = await createBench()
  bench.device.setPaper('out')
  const waiting = bench.print({ openDrawer: true })
  await until(() => bench.device.drawerKicks().length === 1)
  expect((await bench.printer.openDrawer(Date.now() + 60_000)).outcome).toBe('done')
  expect(bench.device.drawerKicks()).toHaveLength(2)
  bench.device.setPaper('ok')
  expect((await waiting).outcome).toBe('done')
  expect(bench.device.drawerKicks()).toHaveLength(2)
})

test('a drawer that a receipt asked for long ago stays shut when the paper is back', async () => {
  await using bench = await createBench({ profile: 'generic-80mm', times: { drawerLateMs: 50 } })
  bench.device.setPaper('out')
  const waiting = bench.print({ openDrawer: true })
  await until(() => bench.progress.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 80))
  bench.device.setPaper('ok')
  expect((await waiting).outcome).toBe('done')
  expect(bench.device.drawerKicks()).toEqual([])
})

test('a printer without a drawer refuses to open one', async () => {
  await using bench = await createBench({ config: { drawer: false } })
  expect((await bench.printer.openDrawer(Date.now() + 60_000)).outcome).toBe('failed')
  expect((await bench.print({ openDrawer: true })).outcome).toBe('done')
  expect(bench.device.drawerKicks()).toEqual([])
})

test('a printer that never answers prints too, when its profile says so', async () => {
  await using bench = await createBench({ profile: 'generic-80mm-no-status' })
  expect((await bench.print()).outcome).toBe('done')
  await until(() => bench.paper().length === 1)
  expect(bench.wire().toString('hex')).not.toMatch(/1004|1d72/)
  expect(bench.printer.health()).toMatchObject({ availability: 'online', paper: 'unknown' })
})

test('low paper and an open cover reach the health of the printer without a job', async () => {
  await using bench = await createBench()
  await until(() => bench.printer.health().availability === 'online')
  bench.device.setPaper('low')
  await until(() => bench.printer.health().paper === 'low')
  expect(bench.printer.health().reason).toBe('')
  bench.device.setCover('open')
  await until(() => bench.printer.health().cover === 'open')
  expect(bench.healths.at(-1)).toMatchObject({ reason: 'cover is open', cover: 'open' })
})

test('closing says nothing of a job that was not begun, and unknown of a torn one', async () => {
  const waiting = await createBench()
  waiting.device.setPaper('out')
  const first = waiting.print()
  await until(() => waiting.progress.length > 0)
  await waiting.printer.close()
  expect((await first).outcome).toBe('stopped')

  const torn = await createBench()
  torn.device.runOutAfter(5)
  const second = torn.print()
  await until(() => torn.progress.at(-1)?.state === 'waiting')
  await torn.printer.close()
  expect((await second).outcome).toBe('unknown')
})

test('the hundred-and-first waiting job is refused', async () => {
  await using bench = await createBench()
  bench.device.setPaper('out')
  const jobs = Array.from({ length: 100 }, () => bench.print({ expiresAt: Date.now() + 100 }))
  expect((await bench.print()).reason).toMatch(/more than 100 jobs/)
  const outcomes = await Promise.all(jobs)
  expect(outcomes.every((outcome) => outcome.outcome === 'failed')).toBe(true)
})

test('a network printer prints over a real socket, and is found again after a restart', async () => {
  let port = 0
  await using bench = await createBench({
    config: { line: { kind: 'tcp', host: '127.0.0.1', port: 9100 } },
    openLine: () => openTcpLine({ host: '127.0.0.1', port, timeoutMs: 500 }),
  })
  await until(() => bench.printer.health().reason.startsWith('not connected'))
  const waiting = bench.print()
  const server = await startTcpPrinter({ printer: bench.device, host: '127.0.0.1', port: 0 })
  port = server.port
  expect((await waiting).outcome).toBe('done')
  await server.close()
  await until(() => bench.printer.health().availability === 'offline')
  const again = await startTcpPrinter({ printer: bench.device, host: '127.0.0.1', port })
  expect((await bench.print()).outcome).toBe('done')
  expect(bench.paper()).toHaveLength(2)
  await again.close()
})

test('a network printer that takes no data any more ends as unknown, not in a hang', async () => {
  // It takes the connection and answers questions, but never reads more than the first bytes.
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    let seen = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      if (seen.includes(Buffer.from([0x1b, 0x40]))) return void socket.pause()
      if (chunk[0] === 0x10) socket.write(Uint8Array.of(0x12))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const bench = await createBench({
    config: { line: { kind: 'tcp', host: '127.0.0.1', port } },
    openLine: () => openTcpLine({ host: '127.0.0.1', port, timeoutMs: 500 }),
    times: { completeMs: 300 },
  })
  expect((await bench.print()).outcome).toBe('unknown')
  await bench.printer.close()
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

test('a network printer that is not there is said to be so, within the time', async () => {
  await expect(openTcpLine({ host: '127.0.0.1', port: 1, timeoutMs: 500 })).rejects.toThrow(
    /refuse/i,
  )
})
