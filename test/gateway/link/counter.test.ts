import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { paymentCards } from '#test/gateway/card/payment-cards.ts'
import { makeReceipt } from '#test/hub/print/papers.ts'
import {
  newId,
  openRig,
  openTestJournal,
  type Rig,
  secrets,
  store,
  until,
} from '#test/hub/print/rig.ts'

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

const common = { name: 'A', line: { kind: 'virtual' }, till: 'T1' }
const display = { ...common, kind: 'customer-display', device: 'display-1', profile: 'cd5220' }
const scale = { ...common, kind: 'scale', device: 'scale-1', protocol: 'mettler-8217' }
const reader = (device: string, make: string) => ({
  ...common,
  kind: 'card-reader',
  device,
  reader: make,
})

test('the customer sees the newest line and the total, then the change', async () => {
  await using rig = await openRig(journal)
  await using counter = await open(rig, [display])
  const glass = await counter.online('display-1', (it) => it.display('display-1'))
  const { displays } = rig.hardware()
  const { priced, settlement } = makeReceipt({ id: newId() })
  const upper = () => glass.lines()[0]
  displays.quoted('T1', priced)
  await until(() => glass.lines()[1].startsWith('TOTAL '))
  const newest = upper()
  expect(newest.trim()).not.toBe('')
  // One more of the first line: it is the newest now.
  const [first, ...rest] = priced.lines
  if (first === undefined) throw new Error('the receipt has no lines')
  displays.quoted('T1', { ...priced, lines: [{ ...first, quantity: 9000, gross: 7700 }, ...rest] })
  await until(() => upper().endsWith(' 77'))
  displays.quoted('T2', { ...priced, total: 1 })
  displays.sold({ till: 'T1', priced, settlement: { ...settlement, change: 123_400 } })
  await until(() => glass.lines()[1].startsWith('Change '))
  expect(glass.lines()[1]).toMatch(/ 1.234$/)
  expect(upper()).toMatch(/^TOTAL /)
})

test('a till gets the stable weight of its own scale, or the reason', async () => {
  await using rig = await openRig(journal, { weighMs: 300, wayMs: 20_000 })
  await using counter = await open(rig, [scale])
  const plate = await counter.online('scale-1', (it) => it.scale('scale-1'))
  const { scales, devices } = rig.hardware()
  plate.put(548)
  expect(await scales.weigh('T1')).toBe(548)
  expect([scales.has('T1'), scales.has('T2')]).toEqual([true, false])
  await expect(scales.weigh('T2')).rejects.toThrow('till T2 has no scale')
  plate.put(548, 'moving')
  await expect(scales.weigh('T1')).rejects.toMatchObject({ extra: { scale: 'motion' } })
  plate.setFault('unplugged')
  await until(() => devices.get('scale-1')?.availability?.state === 'offline')
  await expect(scales.weigh('T1')).rejects.toMatchObject({ extra: { scale: 'offline' } })
})

const faults = ['none', 'half', 'garbage', 'slow'] as const

/** Everything that a run says or writes is looked through: what the hub hears, tells and keeps. */
test('cards of members reach their till, and of payment cards nothing reaches anything', async () => {
  await using rig = await openRig(journal)
  const kinds = [
    reader('stripe', 'magstripe'),
    reader('tags', 'rdm6300'),
    reader('wiegand', 'wiegand'),
    { ...common, kind: 'barcode-scanner', device: 'scanner' },
  ]
  const said: string[] = []
  const spy = await connectAsync(rig.url(), {
    clientId: 'hub/spy',
    username: 'hub',
    password: secrets.hubPassword,
  })
  spy.on('message', (topic, payload) => said.push(`${topic} ${payload.toString()}`))
  await spy.subscribeAsync(`kassa/${store}/#`, { qos: 1 })
  await using counter = await open(rig, kinds)
  const cards = () =>
    rig.live.flatMap(({ event, till }) =>
      event.kind === 'card.read' ? `${till} ${event.card}` : [],
    )
  const refusals = () => rig.live.filter(({ event }) => event.kind === 'card.refused').length
  const stripe = await counter.online('stripe', (it) => it.cardReader('stripe'))
  const tags = await counter.online('tags', (it) => it.cardReader('tags'))
  const wiegand = await counter.online('wiegand', (it) => it.cardReader('wiegand'))
  const scanner = await counter.online('scanner', (it) => it.scanner('scanner'))

  stripe.show('7001234')
  tags.show('6102437')
  wiegand.show('06320481')
  await until(() => cards().length === 3)
  expect(cards().toSorted()).toEqual(['T1 0006102437', 'T1 06320481', 'T1 7001234'])

  for (const [i, pan] of paymentCards.entries()) {
    const swipe = `%B${pan}^DOE/JOHN^2912?;${pan}=2912?`
    const fault = faults[i] ?? 'none'
    stripe.setFault(fault)
    const before = refusals()
    stripe.show(swipe)
    wiegand.send(Buffer.from(`${pan}\r`))
    tags.send(Buffer.from(`xx${pan}\u0002${pan.slice(0, 12)}\u0003`))
    scanner.scan(pan)
    scanner.scan(`#${pan}=2912`)
    // The scanner's two and the Wiegand reader's; the stripe's, where its number is whole.
    await until(() => refusals() >= before + (fault === 'garbage' ? 3 : 4))
  }
  stripe.setFault('none')
  stripe.show('7009999')
  await until(() => cards().includes('T1 7009999'))

  const kept = [...rig.live.map((one) => JSON.stringify(one)), ...rig.warnings, ...counter.log]
  for (const text of [...said, ...kept, ...filesOf(journal)]) {
    for (const pan of paymentCards) expect(text).not.toContain(pan.slice(0, 9))
    expect(text).not.toContain('DOE')
  }
  // The search finds what is there.
  expect(said.join()).toContain('7001234')
  expect(counter.log.join()).toContain('stripe')
  await spy.endAsync()
})

/** The journal's own rows, which hold devices and print jobs. */
function filesOf(of: Journal): readonly string[] {
  return ['device', 'print_job', 'event'].flatMap((table) =>
    of.read(`SELECT * FROM ${table}`, []).map((row) => JSON.stringify(row)),
  )
}

async function open(rig: Rig, kinds: readonly object[]) {
  const log: string[] = []
  const write = (fields: object, message: string) =>
    void log.push(`${message} ${JSON.stringify(fields)}`)
  const app = startGatewayApp({
    config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
    clock: Date.now,
    log: { info: write, warn: write },
  })
  const { devices } = rig.hardware()
  for (const kind of kinds) await devices.put(DeviceConfig.parse(kind))
  return {
    log,
    async online<T>(device: string, find: (it: typeof app.virtualDevices) => T | undefined) {
      await until(() => devices.get(device)?.availability?.state === 'online')
      const found = find(app.virtualDevices)
      if (found === undefined) throw new Error(`${device} is not plugged in`)
      return found
    },
    async [Symbol.asyncDispose]() {
      for (const { config } of devices.list()) await devices.remove(config.device)
      await app.gateway.close()
    },
  }
}
