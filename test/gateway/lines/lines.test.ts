import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { openLine } from '#gateway/lines/open-line.ts'
import { openSerialLine, type SerialSettings } from '#gateway/lines/serial.ts'
import { sttyWords } from '#gateway/lines/serial-bun.ts'
import { createCable, createVirtualLines } from '#gateway/lines/virtual.ts'
import { createBench, until } from '../printer/bench.ts'
import { openSerialCable } from './pty.ts'

test('a serial line carries bytes both ways, all 256 of them', async () => {
  await using cable = await openSerialCable()
  const [near, far] = await Promise.all([open(cable.near), open(cable.far)])
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value))
  near.write(bytes)
  expect(await take(far, 256)).toEqual(bytes)
  far.write(bytes)
  expect(await take(near, 256)).toEqual(bytes)
  near.destroy()
  far.destroy()
})

test('a pulled cable closes the line once, even when nobody reads from it', async () => {
  await using cable = await openSerialCable()
  const line = await open(cable.near)
  let closed = 0
  let error: Error | undefined
  line.on('close', () => (closed += 1))
  line.on('error', (reason) => {
    error = reason
  })
  await cable.pull()
  await until(() => closed > 0)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(closed).toBe(1)
  expect(error).toBeInstanceOf(Error)
})

test('what is written to a dead line is refused and never comes out of the next one', async () => {
  await using cable = await openSerialCable()
  const far = await open(cable.far)
  const dead = await open(cable.near)
  dead.on('error', () => undefined)
  dead.destroy()
  dead.destroy()
  await new Promise((resolve) => dead.once('close', resolve))
  const refused = await new Promise((resolve) => dead.write('stale', resolve))
  expect(refused).toBeInstanceOf(Error)
  const next = await open(cable.near)
  next.write('fresh')
  expect((await take(far, 5)).toString()).toBe('fresh')
  next.destroy()
  far.destroy()
})

test('a port that is not there is an error that names it', async () => {
  await expect(open('/tmp/kassa-no-such-port')).rejects.toThrow(/kassa-no-such-port/)
})

test('a port that is in use is refused', async () => {
  await using cable = await openSerialCable()
  const first = await open(cable.near)
  await expect(open(cable.near)).rejects.toThrow(/lock/)
  first.destroy()
})

test('a receipt is printed over a serial line at 115 200 baud', async () => {
  await using cable = await openSerialCable()
  await using bench = await createBench({
    config: { line: settings(cable.near) },
    openLine: () => open(cable.near),
  })
  bench.device.attach(await open(cable.far))
  expect(await bench.print()).toEqual({ outcome: 'done', reason: '' })
  expect(bench.paper()[0]?.join('\n')).toContain('Өвгөн Жэк «Үлгэр»')
  expect(bench.device.receipts()[0]?.isCut).toBe(true)
  expect(bench.device.warnings()).toEqual([])
})

test('a serial cable pulled in the middle of a receipt leaves it unknown', async () => {
  await using cable = await openSerialCable()
  await using bench = await createBench({
    config: { line: settings(cable.near) },
    openLine: () => open(cable.near),
    linesPerSecond: 20,
  })
  bench.device.attach(await open(cable.far))
  const outcome = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'printing')
  await cable.pull()
  expect((await outcome).outcome).toBe('unknown')
  await until(() => bench.printer.health().availability === 'offline')
})

test('the same settings in words for stty, where serialport cannot run', () => {
  expect(sttyWords(settings('/dev/ttyUSB0')).join(' ')).toBe(
    '115200 cs8 -parenb -parodd -cstopb -crtscts raw -echo clocal -ixon -ixoff',
  )
  const scale = { ...settings('/dev/ttyS0'), baudRate: 9600, dataBits: 7, parity: 'even' } as const
  expect(sttyWords({ ...scale, stopBits: 2, flow: 'rtscts' }).join(' ')).toBe(
    '9600 cs7 parenb -parodd cstopb crtscts raw -echo clocal -ixon -ixoff',
  )
})

test('a virtual line has two ends that die together', async () => {
  const [near, far] = createCable()
  near.write('question')
  expect((await take(far, 8)).toString()).toBe('question')
  far.write('answer')
  expect((await take(near, 6)).toString()).toBe('answer')
  const closed = new Promise((resolve) => near.once('close', resolve))
  far.destroy()
  await closed
  expect(near.destroyed).toBe(true)
})

test('a virtual line holds the writer back when its reader sleeps', async () => {
  const [near, far] = createCable()
  let taken = 0
  for (let index = 0; index < 64; index += 1) {
    near.write(new Uint8Array(16 * 1024), () => (taken += 1))
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(taken).toBeLessThan(10)
  far.resume()
  await until(() => taken === 64)
})

test('a virtual line opens only while its device is plugged in', async () => {
  const virtualLines = createVirtualLines()
  const unplug = virtualLines.register('printer', () => undefined)
  await openLine('printer', { kind: 'virtual' }, { virtualLines })
  unplug()
  await expect(openLine('printer', { kind: 'virtual' }, { virtualLines })).rejects.toThrow(
    /printer is not plugged in/,
  )
})

function settings(path: string): SerialSettings {
  return {
    kind: 'serial',
    path,
    baudRate: 115_200,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    flow: 'none',
  }
}

function open(path: string): Promise<Duplex> {
  return openSerialLine(settings(path))
}

async function take(line: Duplex, bytes: number): Promise<Buffer> {
  let seen = Buffer.alloc(0)
  line.on('data', (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk])
  })
  await until(() => seen.length >= bytes)
  line.removeAllListeners('data')
  return seen
}
