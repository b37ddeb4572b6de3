import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { startCardReader } from '#gateway/card/card-reader.ts'
import { createDisplayDriver } from '#gateway/display/display-driver.ts'
import { createListeningDriver } from '#gateway/drivers/listening-driver.ts'
import { createLines } from '#gateway/lines/open-line.ts'
import { openSerialLine } from '#gateway/lines/serial.ts'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import type { DeviceHealth, Driver, DriverVoice } from '#gateway/link/device.ts'
import { createScaleDriver } from '#gateway/scale/scale-driver.ts'
import { createVirtualCardReader } from '#gateway/virtual/card-reader.ts'
import { createVirtualDisplay } from '#gateway/virtual/display.ts'
import { createVirtualScale } from '#gateway/virtual/scale.ts'
import { DeviceConfig, type DeviceEvent, type JobResult } from '#shared/contracts/device.ts'
import { serialSettings } from '#test/gateway/lines/kinds.ts'
import { openSerialCable } from '#test/gateway/lines/pty.ts'
import { newId, until } from '#test/hub/print/rig.ts'
import { startRunningTime } from '#test/support/running-time.ts'

/** Drivers on real serial lines, with the virtual device's bytes at the other end of the cable. */

const sevenEven = { baudRate: 9600, dataBits: 7, parity: 'even' } as const

test('a scale at 9600 7E1: its cable is missed in time, and no weight of before comes after', async () => {
  const scale = createVirtualScale(() => undefined)
  const made = { kind: 'scale', protocol: 'mettler-8217' }
  await using bench = await start(made, sevenEven, (deps, voice) =>
    createScaleDriver({ ...deps, session: 's', times: scaleTimes }, voice),
  )
  await bench.plug((end) => scale.attach(end))
  scale.put(1250)
  expect(await bench.weigh()).toMatchObject({ state: 'done', weight: 1250 })

  // An answer and half of one are on the line as the cable comes out; the rest comes with the next.
  scale.setFault('silent')
  const whole = bench.weigh()
  bench.far().write(Buffer.from('\u000201.111\r\u000201.111\r\u000201.'))
  expect(await whole).toMatchObject({ state: 'done', weight: 1111 })
  expect(await bench.unplug()).toBeLessThan(2000)
  const asked = bench.weigh()
  scale.put(548)
  scale.setFault('none')
  await bench.plug((end) => {
    end.once('data', () => end.write(Buffer.from('999\r')))
    scale.attach(end)
  })
  expect(await asked).toMatchObject({ state: 'done', weight: 548 })

  // A port that was opened with eight bits carries the even parity in the eighth.
  expect(await bench.unplug()).toBeLessThan(2000)
  await bench.plug((end) => {
    end.on('data', () => end.write(scale.answer().map(withEvenParity)))
  })
  scale.put(700)
  expect(await bench.weigh()).toMatchObject({ state: 'done', weight: 700 })
})

test('a card reader: its cable is missed in time, and half a tag belongs to no later one', async () => {
  const made = { kind: 'card-reader', reader: 'rdm6300' }
  await using bench = await start(made, {}, (deps, voice) =>
    createListeningDriver(
      'card-reader',
      (listening) => startCardReader({ ...listening, times: cardTimes }),
      deps,
      voice,
    ),
  )
  if (bench.config.kind !== 'card-reader') throw new Error('unreachable')
  const reader = createVirtualCardReader(bench.config, () => undefined)
  await bench.plug((end) => reader.attach(end))
  bench.far().write(Buffer.from('\u000213005D1DA5F6\u0003\u000213005D'))
  await until(() => bench.events.length === 1)
  expect(await bench.unplug()).toBeLessThan(2000)
  await bench.plug((end) => reader.attach(end))
  bench.far().write(Buffer.from('1DA5F6\u0003'))
  reader.show('7009999')
  await until(() => bench.events.length >= 2)
  const cards = bench.events.map((event) => (event.kind === 'card.read' ? event.card : event.kind))
  expect(cards).toEqual(['0006102437', '0007009999'])
})

test('a display: its cable is missed in time, and it shows what holds now, never what held before', async () => {
  const made = { kind: 'customer-display', profile: 'cd5220' }
  await using bench = await start(made, {}, (deps, voice) =>
    createDisplayDriver({ ...deps, times }, voice),
  )
  if (bench.config.kind !== 'customer-display') throw new Error('unreachable')
  const display = createVirtualDisplay(bench.config, () => undefined)
  const seen: string[] = []
  const watch = (end: Duplex) => {
    end.on('data', (bytes: Buffer) => seen.push(bytes.toString('latin1')))
    display.attach(end)
  }
  await bench.plug(watch)
  bench.show('BREAD')
  await until(() => display.lines()[0].startsWith('BREAD'))

  // It was on its way as the cable came out.
  bench.cable.freeze()
  bench.show('MILK')
  expect(await bench.unplug()).toBeLessThan(2000)
  bench.show('TOTAL')
  seen.length = 0
  await bench.plug(watch)
  await until(() => display.lines()[0].startsWith('TOTAL'))
  expect(seen.join('')).not.toMatch(/BREAD|MILK/)
  expect(display.strays()).toBe(0)
})

const scaleTimes = { reconnectMinMs: 20, reconnectMaxMs: 40, askMs: 20, idleMs: 40, lateMs: 60 }
const cardTimes = { reconnectMinMs: 20, reconnectMaxMs: 40, gapMs: 60_000, repeatMs: 0 }
const times = { reconnectMinMs: 20, reconnectMaxMs: 40 }

interface CommonDeps {
  readonly openLine: (config: DeviceConfig) => Promise<Duplex>
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
}

async function start(
  made: object,
  framing: Partial<typeof sevenEven>,
  createDriver: (deps: CommonDeps, voice: DriverVoice) => Driver,
) {
  const cable = await openSerialCable()
  const line = serialSettings(cable.near, framing)
  const config = DeviceConfig.parse({ ...made, device: 'd', name: 'D', till: 'T1', line })
  const lines = createLines({ virtualLines: createVirtualLines() })
  const healths: DeviceHealth[] = []
  const events: DeviceEvent[] = []
  const results = new Map<string, (result: JobResult) => void>()
  let isPlugged = true
  let isAttached = false
  const driver = createDriver(
    {
      // A port is emptied as it is opened: the device has to be there first.
      async openLine(of) {
        if (!isAttached) throw new Error('nothing is plugged in')
        return lines.open(of.device, of.line)
      },
      clock: Date.now,
      log: { warn: () => undefined },
    },
    {
      health: (health) => healths.push(health),
      event: (event) => events.push(event),
      result: (result) => results.get(result.jobId)?.(result),
    },
  )
  const is = (state: string) => healths.at(-1)?.availability === state
  let far: Duplex | undefined
  await driver.configure(config)
  return {
    config,
    cable,
    events,
    far() {
      if (far === undefined) throw new Error('the cable is out')
      return far
    },
    /** `attach` puts the device at the far end. */
    async plug(attach: (end: Duplex) => void) {
      if (!isPlugged) await cable.plug()
      isPlugged = true
      far = await openSerialLine(serialSettings(cable.far, framing))
      far.on('error', () => undefined)
      attach(far)
      isAttached = true
      await until(() => is('online'))
    },
    /** How long it took until the driver said that the line is gone; ms of running. */
    async unplug(): Promise<number> {
      using running = startRunningTime()
      isPlugged = false
      isAttached = false
      await cable.pull()
      await until(() => is('offline'))
      return running.ms()
    },
    weigh(): Promise<JobResult> {
      const jobId = newId()
      return new Promise((resolve) => {
        results.set(jobId, resolve)
        driver.take({ kind: 'weigh', jobId, attempt: 1, expiresAt: Date.now() + 30_000 })
      })
    },
    show(words: string) {
      const lines = [
        { left: words, right: '' },
        { left: '', right: '' },
      ] satisfies [object, object]
      const expiresAt = Date.now() + 60_000
      driver.take({ kind: 'show', jobId: newId(), attempt: 1, lines, expiresAt })
    },
    async [Symbol.asyncDispose]() {
      await driver.close()
      far?.destroy()
      await cable[Symbol.asyncDispose]()
    },
  }
}

function withEvenParity(byte: number): number {
  let ones = 0
  for (let bit = 0; bit < 7; bit += 1) ones += (byte >> bit) & 1
  return byte | ((ones & 1) << 7)
}
