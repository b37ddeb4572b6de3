import { expect, test } from 'vitest'
import { type CardReaderConfig, startCardReader } from '#gateway/card/card-reader.ts'
import { createDisplayDriver } from '#gateway/display/display-driver.ts'
import { createListeningDriver } from '#gateway/drivers/listening-driver.ts'
import { createCable } from '#gateway/lines/virtual.ts'
import type { DeviceHealth, Driver, DriverVoice } from '#gateway/link/device.ts'
import { createScaleDriver } from '#gateway/scale/scale-driver.ts'
import { startScanner } from '#gateway/scanner/scanner.ts'
import type { CableEnd, CableFault } from '#gateway/virtual/cable-end.ts'
import { createVirtualCardReader } from '#gateway/virtual/card-reader.ts'
import { createVirtualDisplay } from '#gateway/virtual/display.ts'
import { createVirtualScale } from '#gateway/virtual/scale.ts'
import { createVirtualScanner } from '#gateway/virtual/scanner.ts'
import {
  DeviceConfig,
  type DeviceEvent,
  type JobResult,
  weighFaults,
} from '#shared/contracts/device.ts'
import { scaleWords, tillDeviceTexts } from '#shared/texts/till-devices.ts'
import { paymentCards } from '#test/gateway/card/payment-cards.ts'
import { newId, until } from '#test/hub/print/rig.ts'

/** What the cashier sees of each fault of a cable at the counter, and that it ends with the fault. */

const unplugged = 'the line was closed'
const quiet = { warn: () => undefined }
const times = { reconnectMinMs: 5, reconnectMaxMs: 10, gapMs: 30, staleMs: 30 }

test.each<[CableFault, 'the code' | 'nothing' | 'barcode.unreadable', string]>([
  ['slow', 'the code', ''],
  ['silent', 'nothing', ''],
  ['half', 'barcode.unreadable', ''],
  ['garbage', 'barcode.unreadable', ''],
  ['unplugged', 'nothing', unplugged],
])('a scanner that is %s tells: %s; its state says: %s', async (fault, what, why) => {
  const scanner = createVirtualScanner()
  await using bench = await start({ kind: 'barcode-scanner' }, scanner, (deps, voice) =>
    createListeningDriver(
      'barcode-scanner',
      (listening) => startScanner({ ...listening, times: { ...times, staleMs: 60 } }),
      deps,
      voice,
    ),
  )
  scanner.scan('4006381333931')
  await until(() => bench.heard().length === 1)
  scanner.setFault(fault)
  scanner.scan('5901234123457')
  if (what !== 'nothing') await until(() => bench.heard().length === 2)
  if (why !== '') await until(() => bench.reasons().includes(why))
  scanner.setFault('none')
  await until(() => bench.health()?.availability === 'online')
  // What was left on the line is over once it was silent.
  await pause(80)
  scanner.scan('9789991234564')
  await until(() => bench.heard().includes('9789991234564'))
  const told = what === 'the code' ? ['5901234123457'] : what === 'nothing' ? [] : [what]
  expect(bench.heard()).toEqual(['4006381333931', ...told, '9789991234564'])
  expectWords('till.scan.unreadable', 'till.scan.unreadable.fix')
})

test.each<[CableFault, 'the member' | 'nothing' | 'card.unreadable damaged', string]>([
  ['slow', 'the member', ''],
  ['silent', 'nothing', ''],
  ['half', 'card.unreadable damaged', ''],
  ['garbage', 'card.unreadable damaged', ''],
  ['unplugged', 'nothing', unplugged],
])('a card reader that is %s brings: %s; its state says: %s', async (fault, what, why) => {
  const made = DeviceConfig.parse({
    ...common,
    kind: 'card-reader',
    reader: 'magstripe',
    lrc: true,
  })
  const reader = createVirtualCardReader(made as CardReaderConfig, () => undefined)
  await using bench = await start(made, reader, (deps, voice) =>
    createListeningDriver(
      'card-reader',
      (listening) => startCardReader({ ...listening, times }),
      deps,
      voice,
    ),
  )
  reader.setFault(fault)
  reader.show('7001234')
  if (what !== 'nothing') await until(() => bench.heard().length === 1)
  if (why !== '') await until(() => bench.reasons().includes(why))
  await pause(50)
  reader.setFault('none')
  await until(() => bench.health()?.availability === 'online')
  reader.show('7009999')
  await until(() => bench.heard().includes('7009999'))
  const told = what === 'the member' ? ['7001234'] : what === 'nothing' ? [] : [what]
  expect(bench.heard()).toEqual([...told, '7009999'])
  // The only thing of a payment card that anybody is told.
  reader.show(`;${paymentCards[0]}=2912?`)
  await until(() => bench.heard().length > told.length + 1)
  expect(bench.heard().at(-1)).toBe('card.refused')
  expectWords('till.card.refused', 'till.card.refused.fix')
  expectWords('till.card.unreadable', 'till.card.unreadable.fix', 'till.card.foreign')
})

test('a tag that lies on the reader or is taken off it in mid-frame is told no second time', async () => {
  const made = DeviceConfig.parse({
    ...common,
    kind: 'card-reader',
    reader: 'rdm6300',
    prefixes: ['0007'],
  })
  const reader = createVirtualCardReader(made as CardReaderConfig, () => undefined)
  await using bench = await start(made, reader, (deps, voice) =>
    createListeningDriver(
      'card-reader',
      (listening) => startCardReader({ ...listening, times: { ...times, repeatMs: 60_000 } }),
      deps,
      voice,
    ),
  )
  // Another company's, which the reader sends for as long as it lies there.
  for (let i = 0; i < 5; i += 1) reader.show('6102437')
  reader.show('7001234')
  reader.send(Buffer.from('\u000213005D1D'))
  reader.send(Buffer.from('\u000213005D1DA5F7\u0003'))
  reader.show('7009999')
  await until(() => bench.heard().includes('0007009999'))
  expect(bench.heard()).toEqual(['card.unreadable foreign', '0007001234', '0007009999'])
})

test.each<[CableFault, string]>([
  ['silent', 'no answer for 1 s: is it switched on?'],
  ['half', 'no answer for 1 s: is it switched on?'],
  ['garbage', 'no answer for 1 s: is it switched on?'],
  ['unplugged', unplugged],
])(
  'a scale that is %s: the till lets the weight be typed; its state says: %s',
  async (fault, why) => {
    const scale = createVirtualScale(() => undefined)
    const fast = { askMs: 5, idleMs: 10, silentMs: 60, lateMs: 15 }
    await using bench = await start(
      { kind: 'scale', protocol: 'mettler-8217' },
      scale,
      (deps, voice) =>
        createScaleDriver({ ...deps, session: 's', times: { ...times, ...fast } }, voice),
    )
    scale.put(500)
    scale.setFault(fault)
    await until(() => bench.health()?.availability === 'offline')
    expect(bench.health()?.reason).toBe(why)
    const { state, reason } = await bench.weigh(30)
    expect([state, reason]).toEqual(['failed', 'silent'])
    expectWords(scaleWords.silent, 'till.scale.silent.fix')
    scale.setFault('none')
    expect(await bench.weigh(30_000)).toMatchObject({ state: 'done', weight: 500 })
  },
)

test('each reason for no weight has its words at the till', () => {
  for (const fault of [...weighFaults, 'offline'] as const) expectWords(scaleWords[fault])
  expectWords('till.scale.fix')
})

test.each<[CableFault, 'the newest text' | 'the text of before', string]>([
  ['silent', 'the text of before', ''],
  ['half', 'the newest text', ''],
  ['garbage', 'the newest text', ''],
  ['slow', 'the newest text', ''],
  ['unplugged', 'the text of before', unplugged],
])(
  'a display that is %s shows: %s, and the newest once it ends; its state says: %s',
  async (fault, what, why) => {
    const made = DeviceConfig.parse({ ...common, kind: 'customer-display', profile: 'cd5220' })
    if (made.kind !== 'customer-display') throw new Error('unreachable')
    const display = createVirtualDisplay(made, () => undefined)
    await using bench = await start(made, display, (deps, voice) =>
      createDisplayDriver({ ...deps, times }, voice),
    )
    const upper = () => display.lines()[0].trim()
    bench.show('before')
    await until(() => upper() === 'before')
    display.setFault(fault)
    if (why !== '') await until(() => bench.reasons().includes(why))
    bench.show('newest')
    if (what === 'the newest text') await until(() => upper() === 'newest')
    else expect(upper()).toBe('before')
    display.setFault('none')
    // A display says nothing: what it did not hear is shown with the next change.
    if (fault === 'silent') bench.show('newest again')
    await until(() => upper().startsWith('newest'))
  },
)

const common = { device: 'd', name: 'D', line: { kind: 'virtual' }, till: 'T1' } as const

interface CommonDeps {
  readonly openLine: () => ReturnType<typeof openTo>
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
}

async function start(
  made: object,
  end: CableEnd,
  createDriver: (deps: CommonDeps, voice: DriverVoice) => Driver,
) {
  const healths: DeviceHealth[] = []
  const events: DeviceEvent[] = []
  const results = new Map<string, (result: JobResult) => void>()
  const driver = createDriver(
    { openLine: () => openTo(end), clock: Date.now, log: quiet },
    {
      health: (health) => healths.push(health),
      event: (event) => events.push(event),
      result: (result) => results.get(result.jobId)?.(result),
    },
  )
  await driver.configure(DeviceConfig.parse({ ...common, ...made }))
  await until(() => healths.at(-1)?.availability === 'online')
  return {
    health: () => healths.at(-1),
    reasons: () => healths.map(({ reason }) => reason),
    /** What was read; what could not be, by its kind. */
    heard: () => events.map(readIn),
    weigh(forMs: number): Promise<JobResult> {
      const jobId = newId()
      return new Promise((resolve) => {
        results.set(jobId, resolve)
        driver.take({ kind: 'weigh', jobId, attempt: 1, expiresAt: Date.now() + forMs })
      })
    },
    show(words: string) {
      const lower = { left: '', right: '' }
      const job = {
        kind: 'show',
        jobId: newId(),
        attempt: 1,
        expiresAt: Date.now() + 60_000,
      } as const
      driver.take({ ...job, lines: [{ left: words, right: '' }, lower] })
    },
    [Symbol.asyncDispose]: () => driver.close(),
  }
}

function readIn(event: DeviceEvent): string {
  if (event.kind === 'barcode.scanned') return event.data
  if (event.kind === 'card.read') return event.card
  return event.kind === 'card.unreadable' ? `${event.kind} ${event.why}` : event.kind
}

async function openTo(end: CableEnd) {
  const [near, far] = createCable()
  near.on('error', () => undefined)
  end.attach(far)
  if (far.destroyed) throw new Error(unplugged)
  return near
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** In both languages of the screens, and not the one for the other. */
function expectWords(...keys: readonly (keyof typeof tillDeviceTexts)[]): void {
  for (const key of keys) {
    const { en, mn } = tillDeviceTexts[key]
    expect(en).toMatch(/^[A-Z].*[.!]$/)
    expect(mn).toMatch(/^[А-ЯӨҮЁ].*[.!]$/)
  }
}
