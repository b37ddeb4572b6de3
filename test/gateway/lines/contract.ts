import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Line } from '#shared/contracts/device.ts'
import { startRunningTime } from '#test/support/running-time.ts'

/** A device on a line of one kind; what stands for it in the tests of all kinds. */
export interface LineBench extends AsyncDisposable {
  readonly line: Line
  /** As the gateway opens it. */
  open(device?: string): Promise<Duplex>
  /** The device's end of the newest connection. */
  far(): Promise<Duplex>
  pull(): Promise<void>
  /** At the same address as before. */
  plug(): Promise<void>
  /** The device takes nothing, as a printer without paper; and takes again. */
  hold?: () => void
  release?: () => void
}

export interface LineKind {
  readonly name: string
  /** More than its queues hold. */
  readonly manyBytes: number
  /** What has reached the device's own end, and cannot be taken back. */
  readonly arrivedBytes: number
  open(): Promise<LineBench>
}

export interface LineRule {
  readonly rule: string
  readonly check: (bench: LineBench, kind: LineKind) => Promise<void>
}

/** What gateway/lines/open-line.ts promises of every line; run by Vitest on Node, and by Bun. */
export const lineRules: readonly LineRule[] = [
  {
    rule: 'carries every byte both ways, in whatever pieces it is written',
    async check(bench) {
      const near = await bench.open()
      const far = await bench.far()
      const bytes = Buffer.from(
        Array.from({ length: 20_000 }, (_, at) => (at * 7 + at / 251) & 255),
      )
      const seen = [collect(near), collect(far)] as const
      await Promise.all([writeInPieces(near, bytes), writeInPieces(far, bytes)])
      await until(() => seen.every(({ length }) => length() >= bytes.length), 'all bytes')
      for (const { bytes: got } of seen) assert.deepEqual(got(), bytes)
    },
  },
  {
    rule: 'closes once within two seconds of a pulled cable, also where the driver only writes',
    async check(bench) {
      const near = await bench.open()
      const far = await bench.far()
      let closed = 0
      near.on('close', () => (closed += 1))
      far.write('a device that talks to nobody')
      near.write('a driver that only writes')
      await sleep(50)
      using running = startRunningTime()
      await bench.pull()
      await until(() => closed > 0, 'the close')
      const tookMs = running.ms()
      assert.ok(tookMs < 2000, `seen after ${Math.round(tookMs)} ms`)
      await sleep(20)
      assert.equal(closed, 1)
    },
  },
  {
    rule: 'brings nothing of before a pulled cable after it',
    async check(bench, { manyBytes }) {
      const near = await bench.open()
      await bench.far()
      const closed = once(near, 'close')
      near.write(Buffer.alloc(manyBytes, 'old'))
      await bench.pull()
      await closed
      assert.ok((await written(near, 'stale')) instanceof Error)
      await bench.plug()
      const next = await bench.open()
      assert.notEqual(next, near)
      await expectOnly(bench, next, 'fresh')
    },
  },
  {
    rule: 'drops with a destroyed line what the device had not taken',
    async check(bench, { arrivedBytes }) {
      if (bench.hold === undefined) return
      const near = await bench.open()
      await bench.far()
      bench.hold()
      near.write(Buffer.alloc(8 * 4096, 'old'))
      await sleep(20)
      const closed = once(near, 'close')
      near.destroy()
      await closed
      const next = await bench.open()
      bench.release?.()
      await expectOnly(bench, next, 'fresh', arrivedBytes)
    },
  },
  {
    rule: 'refuses a write once it is closed, and may be closed twice',
    async check(bench) {
      const near = await bench.open()
      let closed = 0
      near.on('close', () => (closed += 1))
      near.destroy()
      near.destroy()
      await until(() => closed > 0, 'the close')
      near.destroy()
      await sleep(10)
      assert.equal(closed, 1)
      assert.ok((await written(near, 'stale')) instanceof Error)
    },
  },
  {
    rule: 'holds its writer back while the device takes nothing, and loses nothing of it',
    async check(bench, { manyBytes }) {
      const near = await bench.open()
      const far = await bench.far()
      const pieces = 16
      let taken = 0
      for (let at = 0; at < pieces; at += 1) {
        near.write(Buffer.alloc(manyBytes / pieces, at), () => (taken += 1))
      }
      await sleep(40)
      assert.ok(taken < pieces, `all ${pieces} were taken`)
      const seen = collect(far)
      await until(() => seen.length() >= manyBytes, `${manyBytes} bytes`)
      const got = seen.bytes()
      for (let at = 0; at < pieces; at += 1) assert.equal(got[(at * manyBytes) / pieces], at)
    },
  },
  {
    rule: 'holds the device back while its driver is slow, and loses nothing of it',
    async check(bench) {
      const near = await bench.open()
      const far = await bench.far()
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31) & 255))
      for (let at = 0; at < bytes.length; at += 10_000) far.write(bytes.subarray(at, at + 10_000))
      await sleep(40)
      assert.ok(near.readableLength < bytes.length / 2, `${near.readableLength} bytes wait`)
      const seen = collect(near)
      await until(() => seen.length() >= bytes.length, 'all bytes')
      assert.deepEqual(seen.bytes(), bytes)
    },
  },
  {
    rule: 'refuses a second device, and says which has it',
    async check(bench) {
      const near = await bench.open('printer-1')
      await assert.rejects(bench.open('printer-2'), /printer-1/)
      const closed = once(near, 'close')
      near.destroy()
      await closed
      await bench.open('printer-2')
    },
  },
  {
    rule: 'says what to look at when nothing is there',
    async check(bench) {
      await bench.pull()
      await assert.rejects(bench.open(), /plugged in|is the port right/)
      await bench.plug()
      await bench.open()
    },
  },
]

async function writeInPieces(line: Duplex, bytes: Buffer): Promise<void> {
  const sizes = [1, 2, 3, 64, 777, 4096, 15_000]
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    const error = await written(line, bytes.subarray(at, at + size))
    if (error instanceof Error) throw error
    at += size
  }
}

async function expectOnly(
  bench: LineBench,
  line: Duplex,
  text: string,
  arrivedBytes = 0,
): Promise<void> {
  const seen = collect(await bench.far())
  line.write(text)
  await until(() => seen.bytes().subarray(-text.length).toString() === text, text)
  await sleep(10)
  assert.ok(seen.length() <= arrivedBytes + text.length, `${seen.length()} bytes came`)
}

function collect(line: Duplex) {
  const chunks: Buffer[] = []
  let length = 0
  line.on('data', (chunk: Uint8Array) => {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
  })
  return { length: () => length, bytes: () => Buffer.concat(chunks) }
}

function written(line: Duplex, chunk: string | Uint8Array): Promise<unknown> {
  return new Promise((resolve) => line.write(chunk, resolve))
}

function once(line: Duplex, event: string): Promise<unknown> {
  return new Promise((resolve) => line.once(event, resolve))
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 20_000
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`waited 20 s for ${what}`)
    await sleep(3)
  }
}
