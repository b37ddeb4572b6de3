import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import {
  openRig,
  openTestJournal,
  type Rig,
  secrets,
  sleep,
  store,
  until,
} from '#test/hub/print/rig.ts'
import { brokerKinds, onBroker } from '#test/support/broker.ts'

/** The long version: KASSA_TEST_BROKER_KILLS=40. */
const KILLS = Number(process.env['KASSA_TEST_BROKER_KILLS'] ?? 1)

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

describe.each(brokerKinds)('%s', (kind) => {
  onBroker(kind)

  test('dies while codes and cards are read: none comes twice or out of order, and all come once it is back', {
    timeout: 30_000 + KILLS * 5000,
  }, async () => {
    await using rig = await openRig(journal)
    await using counter = await open(rig)
    let shown = 0
    const show = () => {
      shown += 1
      counter.scanner.scan(`K${shown}`)
      counter.reader.show(String(7_000_000 + shown))
    }
    const showUntilHeard = async () => {
      const before = { ...heard(rig) }
      await until(() => {
        if (heard(rig).codes.length > before.codes.length) return true
        show()
        return false
      })
    }
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (let n = 0; n < 10; n += 1) show()
      const goal = shown
      await until(() => heard(rig).codes.includes(goal) && heard(rig).cards.includes(goal))
      const reading = setInterval(show, 5)
      await sleep(Math.random() * 50)
      await rig.broker.stop()
      await sleep(Math.random() * 50)
      await rig.broker.start()
      clearInterval(reading)
      await showUntilHeard()
    }
    const last = shown
    for (let n = 0; n < 10; n += 1) show()
    await until(() => heard(rig).codes.includes(shown) && heard(rig).cards.includes(shown))
    for (const numbers of Object.values(heard(rig))) {
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
      expect(numbers.filter((number) => number > last)).toHaveLength(10)
    }
  })
})

/** What the till was told, by the number that was shown. */
function heard({ live }: Rig) {
  const codes: number[] = []
  const cards: number[] = []
  for (const { event } of live) {
    if (event.kind === 'barcode.scanned') codes.push(Number(event.data.slice(1)))
    if (event.kind === 'card.read') cards.push(Number(event.card) - 7_000_000)
  }
  return { codes, cards }
}

async function open(rig: Rig) {
  const app = startGatewayApp({
    config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
    clock: Date.now,
    log: { info: () => undefined, warn: () => undefined },
  })
  const { devices } = rig.hardware()
  const common = { name: 'A', line: { kind: 'virtual' }, till: 'T1' }
  for (const config of [
    { ...common, kind: 'barcode-scanner', device: 'scanner' },
    { ...common, kind: 'card-reader', device: 'tags', reader: 'rdm6300' },
  ])
    await devices.put(DeviceConfig.parse(config))
  await until(() =>
    ['scanner', 'tags'].every((it) => devices.get(it)?.availability?.state === 'online'),
  )
  const scanner = app.virtualDevices.scanner('scanner')
  const reader = app.virtualDevices.cardReader('tags')
  if (scanner === undefined || reader === undefined) throw new Error('the devices are not there')
  return {
    scanner,
    reader,
    [Symbol.asyncDispose]: () => app.gateway.close(),
  }
}
