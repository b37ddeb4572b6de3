import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Journal } from '#hub/journal/journal.ts'
import { devicePassword } from '#hub/mqtt/credentials.ts'
import { DeviceConfig, GatewayDevices } from '#shared/contracts/device.ts'
import { topics } from '#shared/contracts/topics.ts'
import {
  connectDevice,
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

test('a gateway is told its devices with a user and a password each', async () => {
  await using rig = await openRig(journal)
  await using gateway = await listen(rig)
  await until(() => gateway.last() !== undefined)
  expect(gateway.last()).toEqual([
    {
      device: 'printer-1',
      username: 'device:printer-1',
      password: devicePassword(secrets.secret, 'printer-1'),
    },
  ])
})

test('a device of another gateway is listed there, and moves when its settings say so', async () => {
  await using rig = await openRig(journal)
  await using main = await listen(rig, 'main')
  await using back = await listen(rig, 'back')
  await rig.hardware().devices.put({ ...rig.printer, gateway: 'back' })
  await until(() => back.last()?.length === 1)
  await until(() => main.last()?.length === 0)
})

test('devices outlive the hub', async () => {
  await using rig = await openRig(journal)
  await rig.stopHub()
  await rig.startHub()
  expect(
    rig
      .hardware()
      .devices.list()
      .map(({ config }) => config),
  ).toEqual([rig.printer])
})

test('a device that is removed takes its retained settings with it', async () => {
  await using rig = await openRig(journal)
  await using device = await connectDevice(rig, 'printer-1', 's')
  const configs: string[] = []
  device.client.on('message', (topic, payload) => {
    if (topic.endsWith('/config')) configs.push(payload.toString())
  })
  await device.client.subscribeAsync(topics.config(store, 'printer-1'), { qos: 1 })
  await until(() => configs.length === 1)
  expect(DeviceConfig.parse(JSON.parse(configs[0] ?? ''))).toEqual(rig.printer)
  await rig.hardware().devices.remove('printer-1')
  await until(() => configs.at(-1) === '')
  await expect(rig.hardware().devices.remove('printer-1')).rejects.toThrow('printer-1 not found')
})

test('availability and state are what the device said last', async () => {
  await using rig = await openRig(journal)
  await using device = await connectDevice(rig, 'printer-1', 's')
  const { devices } = rig.hardware()
  await until(() => devices.printerStateOf('T1').state === 'online')
  const state = { at: 1, paper: 'low', cover: 'closed', error: '' }
  device.client.publish(topics.state(store, 'printer-1'), JSON.stringify(state), { qos: 1 })
  await until(() => devices.get('printer-1')?.state?.paper === 'low')
  device.kill()
  await until(() => devices.printerStateOf('T1').state === 'offline')
  expect(devices.printerStateOf('T1').reason).toBe('the gateway lost its connection')
})

test('messages that are not understood change nothing, and a thousand of one device are one line of the log', async () => {
  await using rig = await openRig(journal)
  await using device = await connectDevice(rig, 'printer-1', 's')
  const { devices } = rig.hardware()
  await until(() => devices.printerStateOf('T1').state === 'online')
  for (let n = 0; n < 334; n += 1) {
    for (const text of ['{', '{"state":"maybe"}', '[]'])
      device.client.publish(topics.availability(store, 'printer-1'), text, { qos: 1 })
  }
  const state = { at: 1, paper: 'low', cover: 'closed', error: '' }
  await device.client.publishAsync(topics.state(store, 'printer-1'), JSON.stringify(state), {
    qos: 1,
  })
  await until(() => devices.get('printer-1')?.state?.paper === 'low')
  expect(devices.printerStateOf('T1').state).toBe('online')
  expect(rig.warnings).toEqual([
    `{"topic":"${topics.availability(store, 'printer-1')}"} an MQTT message was not understood`,
  ])
})

test('a hub that loses its broker knows that it does not know', async () => {
  await using rig = await openRig(journal)
  await using device = await connectDevice(rig, 'printer-1', 's')
  const { devices } = rig.hardware()
  await until(() => devices.printerStateOf('T1').state === 'online')
  await device.stop()
  await rig.restartBroker()
  await until(() => devices.get('printer-1')?.availability === null)
  expect(devices.printerStateOf('T1')).toEqual({
    state: 'offline',
    reason: 'its gateway is not connected',
  })
})

test('what became of a device is kept in words, its newest 50 notes, through a restart', async () => {
  await using rig = await openRig(journal)
  const { devices } = rig.hardware()
  const cover = { state: 'online', session: 's', reason: 'cover open' } as const
  devices.heardAvailability('printer-1', cover)
  devices.heardAvailability('printer-1', cover)
  devices.heardAvailability('printer-1', { ...cover, reason: '' })
  expect(devices.history('printer-1').map(({ state, reason }) => [state, reason])).toEqual([
    ['online', ''],
    ['online', 'cover open'],
  ])
  for (let minute = 1; minute <= 70; minute += 1) {
    const reason = `no answer for ${minute} min`
    devices.heardAvailability('printer-1', { state: 'offline', session: 's', reason })
  }
  await rig.stopHub()
  await rig.startHub()
  const kept = rig.hardware().devices.history('printer-1')
  expect(kept).toHaveLength(50)
  expect(kept[0]?.reason).toBe('no answer for 70 min')
  expect(kept.at(-1)?.reason).toBe('no answer for 21 min')
  rig.hardware().devices.heardAvailability('printer-1', cover)
  await rig.stopHub()
  await rig.startHub()
  const [stored] = journal.read('SELECT count(*) AS notes FROM device_note', [])
  expect(stored?.['notes']).toBe(50)
  await rig.hardware().devices.remove('printer-1')
  expect(() => rig.hardware().devices.history('printer-1')).toThrow('printer-1 not found')
})

async function listen(rig: Rig, name = 'main') {
  const client = await connectAsync(rig.url(), {
    clientId: `gateway:${name}`,
    username: `gateway:${name}`,
    password: secrets.gatewayToken,
    protocolVersion: 4,
  })
  let last: GatewayDevices['devices'] | undefined
  client.on('message', (_topic, payload) => {
    last = GatewayDevices.parse(JSON.parse(payload.toString())).devices
  })
  await client.subscribeAsync(topics.gatewayDevices(store, name), { qos: 1 })
  return { last: () => last, [Symbol.asyncDispose]: () => client.endAsync(true) }
}
