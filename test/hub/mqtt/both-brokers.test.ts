import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { devicePassword } from '#hub/mqtt/credentials.ts'
import { tillVerifier } from '#hub/mqtt/mosquitto-hash.ts'
import { hashSecret } from '#hub/tills/secrets.ts'
import { topics } from '#shared/contracts/topics.ts'
import { secrets as first, sleep, store, until } from '#test/hub/print/rig.ts'
import { brokerKinds, openTestBroker, type TestBroker } from '#test/support/broker.ts'
import { makeCertificate } from '#test/support/certificate.ts'

/** One table of rights for both brokers: what is not here is refused. */
const rights = [
  {
    user: 'gateway:main',
    says: ['gatewayAvailability', 'gatewayFound', 'gatewayProbed'],
    reads: ['gatewayDevices', 'gatewayProbe'],
  },
  {
    user: 'device:printer-1',
    says: ['state', 'availability', 'event', 'result'],
    reads: ['config', 'job'],
  },
  { user: 'till:T1', says: ['tillRequest'], reads: ['tillResponse', 'tillEvent'] },
] as const satisfies readonly {
  user: string
  says: readonly (keyof typeof topics)[]
  reads: readonly (keyof typeof topics)[]
}[]

/** All topics of two gateways with a device each and of two tills, and some of another store. */
const all = [
  ...topicsOf('main', 'printer-1', 'T1'),
  ...topicsOf('back', 'printer-2', 'T2'),
  topics.gatewayDevices('UB2', 'main'),
  topics.job('UB2', 'printer-1'),
  topics.state('UB2', 'printer-1'),
  topics.tillRequest('UB2', 'T1'),
]
const wildcards = ['#', 'kassa/#', `kassa/${store}/#`, topics.job(store, '+'), '$SYS/#']

const refused = /authori[sz]ed|user ?name/i
const own = makeCertificate('127.0.0.1')

describe.each(brokerKinds)('%s over TLS', (kind) => {
  let secrets = first
  let tokens = new Map([
    ['T1', 'token-of-till-1'],
    ['T2', 'token-of-till-2'],
  ])
  let broker: TestBroker
  const clients: MqttClient[] = []
  beforeAll(async () => {
    broker = await openTestBroker({
      kind,
      tls: own,
      store: () => store,
      secrets: () => ({ ...secrets, isTill: (till, token) => tokens.get(till) === token }),
      users: () => ({
        devices: ['printer-1', 'printer-2'],
        gateways: ['main', 'back'],
        tills: [...tokens].map(([code, token]) => {
          const tokenHash = hashSecret(token)
          return { code, tokenHash, mqttVerifier: tillVerifier(token, tokenHash) }
        }),
      }),
    })
  })
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)))
  })
  afterAll(() => broker?.[Symbol.asyncDispose]())

  test('everyone signs in with the own password only, and nobody without one', async () => {
    for (const user of ['hub', 'gateway:back', 'device:printer-1', 'till:T2']) await signIn(user)
    const wrong = [
      ['hub', secrets.gatewayToken],
      ['gateway:main', secrets.hubPassword],
      ['gateway:main', ''],
      ['device:printer-1', passwordOf('device:printer-2')],
      ['device:printer-1', secrets.gatewayToken],
      ['till:T1', passwordOf('till:T2')],
      ['till:T9', passwordOf('till:T1')],
      ['device:', secrets.gatewayToken],
      ['root', secrets.hubPassword],
      ['', ''],
    ] as const
    for (const [user, password] of wrong)
      await expect(signIn(user, { password }), user).rejects.toThrow(refused)
  })

  test('nobody takes the name of a connection of another, which would throw that out', async () => {
    const gateway = await signIn('gateway:main')
    for (const user of ['gateway:back', 'device:printer-1', 'till:T1'])
      await expect(signIn(user, { clientId: 'gateway:main' }), user).rejects.toThrow(refused)
    expect(gateway.connected).toBe(true)
  })

  test('a gateway that does not know who vouches for the broker gives it no password', async () => {
    const ca = makeCertificate('127.0.0.1').certificate
    await expect(signIn('hub', { ca })).rejects.toThrow(/self.signed|verify/)
  })

  test('without TLS nobody comes in from another box', async () => {
    const other = '127.0.0.2'
    expect(await isOpen(other, broker.tlsPort)).toBe(true)
    expect(await isOpen('127.0.0.1', broker.port)).toBe(true)
    expect(await isOpen(other, broker.port)).toBe(false)
  })

  test.each(rights)('$user reads what is its own, and nothing else', async ({ user, reads }) => {
    const client = await signIn(user)
    const granted: string[] = []
    for (const filter of [...all, ...wildcards])
      await client.subscribeAsync(filter).then(
        () => granted.push(filter),
        () => undefined,
      )
    expect(granted.toSorted()).toEqual(topicsNamed(user, reads))
  })

  test.each(rights)('$user says what is its own, and nothing else is heard', async (right) => {
    const { user, says } = right
    const hub = await signIn('hub')
    const heard: string[] = []
    hub.on('message', (topic) => heard.push(topic))
    await hub.subscribeAsync(`kassa/${store}/#`, { qos: 1 })
    let client = await signIn(user)
    for (const topic of all) {
      if (!client.connected) client = await signIn(user)
      // One broker answers, the other hangs up: either way what follows comes later.
      const closed = new Promise<void>((resolve) => void client.once('close', () => resolve()))
      await Promise.race([client.publishAsync(topic, 'x', { qos: 1 }), closed])
    }
    const last = `kassa/${store}/all-was-said`
    await hub.publishAsync(last, 'x', { qos: 1 })
    await until(() => heard.includes(last))
    expect(heard.slice(0, -1).toSorted()).toEqual(topicsNamed(user, says))
  })

  test('a last will on a topic of another reaches nobody', async () => {
    const hub = await signIn('hub')
    const heard: string[] = []
    hub.on('message', (topic) => heard.push(topic))
    await hub.subscribeAsync(`kassa/${store}/#`, { qos: 1 })
    const mine = topics.event(store, 'printer-1')
    for (const topic of [topics.availability(store, 'printer-2'), mine]) {
      const will = { topic, payload: Buffer.from('offline'), qos: 1, retain: false } as const
      const device = await signIn('device:printer-1', { will })
      device.stream.destroy()
    }
    await until(() => heard.length > 0)
    expect(heard).toEqual([mine])
  })

  test('what waits for a till that asked for a lasting session and went away has a limit', async () => {
    const hub = await signIn('hub')
    const mine = topics.tillEvent(store, 'T2')
    for (const [size, count, most] of [
      [100, 1100, 1000],
      [400_000, 30, 24],
    ] as const) {
      const till = await signIn('till:T2', { clean: false })
      const heard: string[] = []
      till.on('message', (_topic, { length }) => void heard.push(length === size ? 'old' : 'new'))
      await till.subscribeAsync(mine, { qos: 1 })
      await till.endAsync()
      const payload = Buffer.alloc(size, 'x')
      const said = Array.from({ length: count }, () => hub.publishAsync(mine, payload, { qos: 1 }))
      await Promise.all(said)
      expect(heard).toEqual([])
      till.reconnect()
      await new Promise<void>((resolve) => void till.once('connect', () => resolve()))
      await till.subscribeAsync(mine, { qos: 1 })
      await hub.publishAsync(mine, 'now', { qos: 1 })
      await until(() => heard.includes('new'))
      // What was kept may be overtaken.
      for (let before = -1; before < heard.length; await sleep(100)) before = heard.length
      expect(heard.length - 1).toBeLessThanOrEqual(most)
      await till.endAsync()
      await (await signIn('till:T2')).endAsync()
    }
  })

  test('a till that was paired anew gets in by its new token only', async () => {
    const password = passwordOf('till:T1')
    tokens = new Map([...tokens, ['T1', 'another-token']])
    await broker.changed()
    await signIn('till:T1')
    await expect(signIn('till:T1', { password })).rejects.toThrow(refused)
  })

  test('a gateway box that was stolen is shut out by new secrets, with all its devices', async () => {
    const old = ['gateway:back', 'device:printer-2'].map(
      (user) => [user, passwordOf(user)] as const,
    )
    secrets = { ...secrets, gatewayToken: 'another-token-of-gateways', secret: 'another-secret' }
    await broker.stop()
    await broker.start()
    for (const [user, password] of old) {
      await expect(signIn(user, { password }), user).rejects.toThrow(refused)
      await signIn(user)
    }
  })

  function passwordOf(user: string): string {
    const [who, name = ''] = user.split(':')
    if (who === 'hub') return secrets.hubPassword
    if (who === 'gateway') return secrets.gatewayToken
    if (who === 'device') return devicePassword(secrets.secret, name)
    return tokens.get(name) ?? ''
  }

  async function signIn(user: string, options: IClientOptions = {}): Promise<MqttClient> {
    const client = await connectAsync(
      `mqtts://127.0.0.1:${broker.tlsPort}`,
      {
        clientId: user,
        username: user,
        password: passwordOf(user),
        protocolVersion: 4,
        reconnectPeriod: 0,
        ca: own.certificate,
        ...options,
      },
      false,
    )
    clients.push(client)
    client.on('error', () => undefined)
    // One for each thing it says.
    client.setMaxListeners(0)
    return client
  }
})

function topicsOf(gateway: string, device: string, till: string): string[] {
  return Object.entries(topics).map(([name, topic]) => {
    if (name.startsWith('gateway')) return topic(store, gateway)
    return topic(store, name.startsWith('till') ? till : device)
  })
}

function topicsNamed(user: string, names: readonly (keyof typeof topics)[]): string[] {
  const [, whose = ''] = user.split(':')
  return names.map((name) => topics[name](store, whose)).toSorted()
}

async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connectTcp(port, host)
  const [outcome] = await Promise.race([
    once(socket, 'connect').then(() => [true]),
    once(socket, 'error').then(() => [false]),
  ]).catch(() => [false])
  socket.destroy()
  return outcome === true
}
