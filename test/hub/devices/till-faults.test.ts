import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { CableFault } from '#gateway/virtual/cable-end.ts'
import { type DeviceFault, LiveEvent } from '#shared/contracts/till.ts'
import { textsIn } from '#shared/texts/catalogue.ts'
import { deviceReasonTexts, readDeviceReason } from '#shared/texts/device-reason.ts'
import { paymentCards } from '#test/gateway/card/payment-cards.ts'
import { makeReceipt } from '#test/hub/print/papers.ts'
import { until } from '#test/hub/print/rig.ts'
import { startRunningTime } from '#test/support/running-time.ts'
import { type Counter, openCounter } from './open-counter.ts'

/** What each fault switch of the devices at a till makes the till say. */

let counter: Counter
let till: LiveTill
let other: LiveTill
beforeAll(async () => {
  counter = await openCounter()
  await counter.setUp([
    { kind: 'barcode-scanner', device: 'scanner', till: 'T1' },
    { kind: 'card-reader', device: 'reader', till: 'T1', ...magstripe },
    { kind: 'customer-display', device: 'display', till: 'T1', profile: 'cd5220' },
    ...scales.map((device) => ({ kind: 'scale', device, till: 'T1', protocol: 'mettler-8217' })),
    { kind: 'barcode-scanner', device: 'scanner-2', till: 'T2' },
  ])
  till = await openLive('T1')
  other = await openLive('T2')
})
afterAll(async () => {
  till?.socket.close()
  other?.socket.close()
  await counter?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  for (const one of ['scanner', 'reader', 'display', ...scales]) counter.end(one).setFault('none')
  await until(() => till.faults().length === 0)
  till.read.length = 0
  other.read.length = 0
  other.seen.length = 0
})

/** The first is the one that weighs. */
const scales = ['scale', 'scale-2', 'scale-3', 'scale-4'] as const
const magstripe = { reader: 'magstripe', lrc: true, prefixes: ['700'] }

test('devices whose plugs are out are told to their till alone, and no more within a second of coming back', async () => {
  const kinds = ['card-reader', 'customer-display', 'barcode-scanner', 'scale']
  const pulled = ['reader', 'display', 'scanner', 'scale']
  for (const device of pulled) counter.end(device).setFault('unplugged')
  await until(() => till.faults().length === pulled.length)
  expect(
    till
      .faults()
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(kinds.toSorted())
  for (const fault of till.faults()) {
    expect(fault).toMatchObject({ name: fault.device, state: 'offline' })
    expect(words(fault)).toEqual(['Its cable is out: plug it in', 'Утас нь салсан: залгана уу'])
  }
  await expect(weigh()).rejects.toMatchObject({ extra: { scale: 'offline' } })
  for (const device of pulled) counter.end(device).setFault('none')
  const { devices } = counter.rig.hardware()
  await until(() => devices.list().every((one) => one.availability?.state === 'online'))
  using running = startRunningTime()
  await until(() => till.faults().length === 0)
  expect(running.ms()).toBeLessThan(1000)
  expect(other.seen.flat()).toEqual([])
})

test('a scale that is silent, or answers half or garbage, does not answer: the till is told so', async () => {
  const faults = { scale: 'silent', 'scale-2': 'half', 'scale-3': 'garbage' } as const
  for (const [device, fault] of Object.entries(faults)) counter.end(device).setFault(fault)
  await until(() => till.faults().length === 3)
  for (const fault of till.faults()) {
    expect(fault).toMatchObject({ kind: 'scale', state: 'offline' })
    expect(words(fault)).toEqual([
      'No answer for 1 s: check the cable and the power',
      '1 s хариу алга: утас, тэжээлийг шалгана уу',
    ])
  }
})

test('a scale that is slow weighs all the same', async () => {
  counter.end('scale').setFault('slow')
  counter.gateway.virtualDevices.scale('scale')?.put(548)
  expect(await weigh()).toBe(548)
  expect(till.faults()).toEqual([])
})

test('each state of its plate has a word of its own', async () => {
  const { devices, scales: of } = counter.rig.hardware()
  const states = { moving: 'motion', over: 'over', under: 'under', still: 'zero' } as const
  const words = Object.entries(states).map(async ([load, fault], at) => {
    const device = scales[at] ?? ''
    counter.gateway.virtualDevices.scale(device)?.put(0, load as keyof typeof states)
    const status = devices.get(device)
    if (status === null) throw new Error(`${device} is not set up`)
    await expect(of.weighOn(status)).rejects.toMatchObject({ extra: { scale: fault } })
  })
  await Promise.all(words)
})

test.each<[CableFault, string]>([
  ['none', 'card.read 7001234'],
  ['slow', 'card.read 7001234'],
  ['half', 'card.unreadable damaged'],
  ['garbage', 'card.unreadable damaged'],
])('a card at a reader that is %s: %s', async (fault, told) => {
  counter.end('reader').setFault(fault)
  cardReader().show('7001234')
  await until(() => till.read.length > 0)
  expect(till.read).toEqual([told])
  expect(other.read).toEqual([])
})

test('another company’s card and a payment card are told by what they are, never by a number', async () => {
  cardReader().show('8001234')
  await until(() => till.read.length === 1)
  cardReader().show(`%B${paymentCards[0]}^DOE/JOHN^2912?;${paymentCards[0]}=2912?`)
  await until(() => till.read.length === 2)
  expect(till.read).toEqual(['card.unreadable foreign', 'card.refused'])
  for (const pan of paymentCards) expect(till.texts.join()).not.toContain(pan.slice(0, 9))
  expect(till.texts.join()).not.toContain('8001234')
})

test.each<[CableFault, string]>([
  ['none', 'barcode.scanned 5901234123457'],
  ['slow', 'barcode.scanned 5901234123457'],
  ['half', 'barcode.unreadable'],
  ['garbage', 'barcode.unreadable'],
])('a code at a scanner that is %s: %s', async (fault, told) => {
  const scanner = counter.gateway.virtualDevices.scanner('scanner')
  // It is known then to end its codes with CR.
  scanner?.scan('4006381333931')
  await until(() => till.read.length === 1)
  scanner?.setFault(fault)
  scanner?.scan('5901234123457')
  await until(() => till.read.length === 2)
  expect(till.read[1]).toBe(told)
  expect(other.read).toEqual([])
})

test('of a scanner, a reader or a display that takes or gives nothing nobody can tell, and nothing is said', async () => {
  counter.end('scanner').setFault('silent')
  counter.end('reader').setFault('silent')
  const { displays, devices } = counter.rig.hardware()
  for (const fault of ['silent', 'half', 'garbage', 'slow'] as const) {
    counter.end('display').setFault(fault)
    displays.sold({ ...makeReceipt(), till: 'T1' })
  }
  counter.gateway.virtualDevices.scanner('scanner')?.scan('5901234123457')
  cardReader().show('7001234')
  // Something that is told surely comes behind what is not.
  counter.end('scale').setFault('unplugged')
  await until(() => till.faults().length > 0)
  expect(till.faults().map((one) => one.device)).toEqual(['scale'])
  expect(devices.get('display')?.availability).toMatchObject({ state: 'online', reason: '' })
  expect(till.read).toEqual([])
})

test('a printer without paper is told as any other device', async () => {
  const printer = counter.gateway.virtualDevices.printer('printer-1')
  printer?.setPaper('out')
  await until(() => till.faults().length > 0)
  expect(till.faults()).toMatchObject([
    { device: 'printer-1', kind: 'receipt-printer', state: 'online' },
  ])
  expect(words(till.faults()[0])).toEqual(['Out of paper', 'Цаасгүй'])
  printer?.setPaper('ok')
  await until(() => till.faults().length === 0)
})

interface LiveTill {
  readonly socket: WebSocket
  /** As its newest status says. */
  readonly faults: () => readonly DeviceFault[]
  /** Of each status. */
  readonly seen: (readonly DeviceFault[])[]
  readonly read: string[]
  readonly texts: string[]
}

/** A paired till with its live page. */
async function openLive(code: string): Promise<LiveTill> {
  const { token, code: paired } = await counter.hub.openTill()
  expect(paired).toBe(code)
  const socket = new WebSocket(`ws://127.0.0.1:${counter.port}/v1/live?token=${token}`)
  const [seen, read, texts]: [(readonly DeviceFault[])[], string[], string[]] = [[], [], []]
  let faults: readonly DeviceFault[] | null = null
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8')
    texts.push(text)
    const event = LiveEvent.parse(JSON.parse(text))
    if (event.kind === 'status') {
      faults = event.status.deviceFaults
      seen.push(faults)
    } else read.push(readIn(event))
  })
  await until(() => faults !== null)
  return { socket, faults: () => faults ?? [], seen, read, texts }
}

function readIn(event: LiveEvent): string {
  const { kind } = event
  if (kind === 'barcode.scanned') return `${kind} ${event.data}`
  if (kind === 'card.read') return `${kind} ${event.card}`
  return kind === 'card.unreadable' ? `${kind} ${event.why}` : kind
}

/** As the till's page says it, in English and Mongolian. */
function words(fault: DeviceFault | undefined): readonly string[] {
  const read = readDeviceReason(fault?.reason ?? '')
  if (read === null) throw new Error(`no words for ${fault?.reason}`)
  const { key, values } = read
  return (['en', 'mn'] as const).map((language) =>
    (textsIn(language, [deviceReasonTexts])[key] ?? '').replace(
      /\{\{(\w+)\}\}/g,
      (_, name: string) => values[name] ?? '?',
    ),
  )
}

function weigh(): Promise<number> {
  return counter.rig.hardware().scales.weigh('T1')
}

function cardReader() {
  const reader = counter.gateway.virtualDevices.cardReader('reader')
  if (reader === undefined) throw new Error('the reader is not plugged in')
  return reader
}
