import { connect as connectTcp, type Socket } from 'node:net'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Broker, openBroker } from '#hub/mqtt/broker.ts'
import { devicePassword } from '#hub/mqtt/credentials.ts'
import { topics } from '#shared/contracts/topics.ts'

const secrets = {
  hubPassword: 'the-hub',
  gatewayToken: 'the-gateways',
  secret: 'the-secret',
  isTill: () => false,
}
const warnings: string[] = []
let store: string | null = 'UB1'
let broker: Broker
const clients: MqttClient[] = []

beforeAll(async () => {
  broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    store: () => store,
    secrets,
    log: { warn: (_fields, message) => warnings.push(message) },
  })
})
afterEach(async () => {
  store = 'UB1'
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)))
})
afterAll(() => broker.close())

test('a client that is refused again and again is logged once', async () => {
  const before = warnings.length
  for (let i = 0; i < 3; i += 1) {
    await expect(signIn('gateway:lost', 'not-the-token')).rejects.toThrow()
  }
  const refusals = warnings.slice(before).filter((warning) => warning === 'MQTT sign-in refused')
  expect(refusals).toHaveLength(1)
})

test('a device that asks for what is not its own is logged once, whatever it asks for', async () => {
  const before = warnings.length
  const device = await signInDevice('printer-1')
  for (let n = 0; n < 300; n += 1)
    await device.subscribeAsync(topics.job('UB1', `printer-${n + 2}`)).catch(() => undefined)
  const refusals = warnings.slice(before).filter((warning) => warning === 'MQTT subscribe refused')
  expect(refusals).toHaveLength(1)
})

test('a device that publishes for another is disconnected', async () => {
  const device = await signInDevice('printer-1')
  const closed = new Promise<void>((resolve) => {
    device.once('close', () => resolve())
  })
  device.publish(topics.state('UB1', 'printer-2'), 'x')
  await closed
})

test('before the hub is claimed nobody signs in, and is told to come back', async () => {
  store = null
  await expect(signIn('gateway:main', 'the-gateways')).rejects.toThrow('Server unavailable')
  store = 'UB1'
  await signIn('gateway:main', 'the-gateways')
})

test('a packet that announces more than the limit ends the connection', async () => {
  const socket = connectTcp(broker.port, '127.0.0.1')
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
  })
  // PUBLISH of 200 MB: only its first bytes are ever sent.
  socket.write(Buffer.from([0x30, 0x80, 0x80, 0xc8, 0x64]))
  await closed
  expect(warnings).toContain('an MQTT packet was too large')
})

test('more than 200 connections are not taken, and the first ones live on', async () => {
  const device = await signInDevice('printer-1')
  const sockets = Array.from({ length: 205 }, () => connectTcp(broker.port, '127.0.0.1'))
  let refused = 0
  for (const socket of sockets) {
    socket.on('error', () => undefined)
    socket.on('close', () => {
      refused += 1
    })
  }
  await expect.poll(() => refused).toBeGreaterThanOrEqual(5)
  await device.publishAsync(topics.state('UB1', 'printer-1'), '{}', { qos: 1 })
  for (const socket of sockets) socket.destroy()
})

test('one user who signs in under ever new ids ends his own oldest connections, not those of others', async () => {
  const device = await signInDevice('printer-1')
  const password = devicePassword('the-secret', 'printer-2')
  const many: MqttClient[] = []
  for (let i = 0; i < 205; i += 1)
    many.push(await signIn('device:printer-2', password, { clientId: `device:printer-2/${i}` }))
  await expect.poll(() => many.filter(({ connected }) => connected).length).toBe(16)
  expect(many.at(-1)?.connected).toBe(true)
  expect(device.connected).toBe(true)
  await signIn('gateway:main', 'the-gateways')
})

test('round trips are quick: no end waits for a delayed ACK', async () => {
  const hub = await signIn('hub', 'the-hub')
  const device = await signInDevice('printer-1')
  for (const { stream } of [hub, device]) (stream as Partial<Socket>).setNoDelay?.(true)
  await device.subscribeAsync(topics.job('UB1', 'printer-1'), { qos: 1 })
  const times: number[] = []
  for (let i = 0; i < 50; i += 1) {
    const startedAt = performance.now()
    const heard = new Promise<void>((resolve) => {
      device.once('message', () => resolve())
    })
    hub.publish(topics.job('UB1', 'printer-1'), 'x'.repeat(2000), { qos: 1 })
    await heard
    times.push(performance.now() - startedAt)
  }
  // 44 or 88 ms each with Nagle's algorithm on; a busy machine makes some late, never all.
  expect(Math.min(...times)).toBeLessThan(20)
})

async function signIn(
  username: string,
  password: string,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = await connectAsync(
    broker.url,
    {
      clientId: username,
      username,
      password,
      protocolVersion: 4,
      reconnectPeriod: 0,
      ...options,
    },
    false,
  )
  clients.push(client)
  client.on('error', () => undefined)
  return client
}

function signInDevice(device: string, options: IClientOptions = {}): Promise<MqttClient> {
  return signIn(`device:${device}`, devicePassword(secrets.secret, device), options)
}
