import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { openBroker } from '#hub/mqtt/broker.ts'
import { devicePassword } from '#hub/mqtt/credentials.ts'
import { mosquittoFiles } from '#hub/mqtt/mosquitto-files.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { topics } from '#shared/contracts/topics.ts'
import { openRig, openTestJournal, secrets, store, until } from '#test/hub/print/rig.ts'
import { type Certificate, makeCertificate } from '#test/support/certificate.ts'
import { freePort, startMosquitto } from '#test/support/mosquitto.ts'

interface SafeBroker {
  readonly plainPort: number
  readonly tlsPort: number
  close(): Promise<void>
}

async function openAedes(own: Certificate): Promise<SafeBroker> {
  const broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    tls: { port: 0, ...own },
    store: () => store,
    secrets,
    log: { warn: () => undefined },
  })
  return { plainPort: broker.port, tlsPort: broker.tlsPort ?? 0, close: () => broker.close() }
}

async function openMosquitto(own: Certificate): Promise<SafeBroker> {
  const tlsPort = await freePort()
  let plainPort = 0
  const mosquitto = await startMosquitto((folder, port) => {
    plainPort = port
    const files = mosquittoFiles({
      ...secrets,
      store,
      devices: ['printer-1', 'printer-2', 'scanner-9'],
      gateways: ['main', 'back'],
      port,
      tls: {
        host: '127.0.0.1',
        port: tlsPort,
        certificate: join(folder, 'certificate.pem'),
        key: join(folder, 'key.pem'),
      },
      folder,
    })
    // Started by root it would become the user mosquitto, who may not read this folder.
    const conf = `${files['mosquitto.conf']}user ${userInfo().username}\n`
    return {
      ...files,
      'mosquitto.conf': conf,
      'certificate.pem': own.certificate,
      'key.pem': own.key,
    }
  })
  return { plainPort, tlsPort, close: async () => mosquitto[Symbol.asyncDispose]() }
}

const own = makeCertificate('127.0.0.1')
let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

describe.each([
  ['aedes', openAedes],
  ['mosquitto', openMosquitto],
] as const)('%s over TLS', (_name, open) => {
  let broker: SafeBroker
  const clients: MqttClient[] = []
  beforeAll(async () => {
    broker = await open(own)
  })
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)))
  })
  afterAll(() => broker.close())

  test('everyone signs in with the own password only, and nobody without one', async () => {
    await signIn('hub', secrets.hubPassword)
    await signIn('gateway:back', secrets.gatewayToken)
    await signInDevice('printer-1')
    const others = [
      ['hub', secrets.gatewayToken],
      ['device:printer-1', devicePassword(secrets.secret, 'printer-2')],
      ['gateway:main', secrets.hubPassword],
      ['', ''],
    ] as const
    for (const [user, password] of others) {
      await expect(signIn(user, password), user).rejects.toThrow(/authori[sz]ed|user ?name/i)
    }
  })

  test('a gateway that does not know who vouches for the broker gives it no password', async () => {
    const stranger = makeCertificate('127.0.0.1')
    const options = { ca: stranger.certificate }
    await expect(signIn('hub', secrets.hubPassword, options)).rejects.toThrow(/self.signed|verify/)
  })

  test('a device reads its own settings and jobs, and nothing else', async () => {
    const device = await signInDevice('printer-1')
    await device.subscribeAsync(topics.config(store, 'printer-1'))
    await device.subscribeAsync(topics.job(store, 'printer-1'))
    for (const filter of [
      '#',
      'kassa/#',
      topics.job(store, '+'),
      topics.job(store, 'printer-2'),
      topics.job('UB2', 'printer-1'),
      topics.gatewayDevices(store, 'main'),
    ]) {
      await expect(device.subscribeAsync(filter), filter).rejects.toThrow()
    }
    const gateway = await signIn('gateway:main', secrets.gatewayToken)
    await gateway.subscribeAsync(topics.gatewayDevices(store, 'main'))
    for (const filter of [topics.gatewayDevices(store, 'back'), topics.job(store, 'printer-1')]) {
      await expect(gateway.subscribeAsync(filter), filter).rejects.toThrow()
    }
  })

  test('what a device says for another, alive or as its last will, reaches nobody', async () => {
    const hub = await signIn('hub', secrets.hubPassword)
    const heard: string[] = []
    hub.on('message', (topic) => heard.push(topic))
    await hub.subscribeAsync(`kassa/${store}/#`, { qos: 1 })
    for (const topic of [
      topics.state(store, 'printer-2'),
      topics.result(store, 'printer-2'),
      topics.job(store, 'printer-1'),
      topics.config(store, 'printer-1'),
      topics.gatewayDevices(store, 'main'),
    ]) {
      const device = await signInDevice('printer-1')
      device.publish(topic, 'x', { qos: 1 })
      // One broker answers, the other hangs up; either way it was heard before what follows.
      await Promise.race([
        sleep(100),
        new Promise<void>((resolve) => device.once('close', () => resolve())),
      ])
      await device.endAsync(true)
    }
    const will = { payload: Buffer.from('offline'), qos: 1, retain: false } as const
    for (const topic of [
      topics.availability(store, 'printer-2'),
      topics.event(store, 'printer-1'),
    ]) {
      const device = await signInDevice('printer-1', { will: { ...will, topic } })
      device.stream.destroy()
    }
    const own_ = topics.event(store, 'printer-1')
    await until(() => heard.includes(own_))
    expect(heard).toEqual([own_])
  })

  test('two gateways, one of them on another box over TLS, print what is theirs', async () => {
    const url = `mqtts://127.0.0.1:${broker.tlsPort}`
    const mqtt = { url, username: 'hub', password: secrets.hubPassword, ca: own.certificate }
    await using rig = await openRig(journal, { mqtt })
    const far = startGatewayApp({
      config: {
        mqttUrl: url,
        mqttCa: own.certificate,
        gateway: 'back',
        store,
        token: secrets.gatewayToken,
      },
      clock: Date.now,
      log: { info: () => undefined, warn: () => undefined },
    })
    const near = startGatewayApp({
      config: {
        mqttUrl: `mqtt://127.0.0.1:${broker.plainPort}`,
        gateway: 'main',
        store,
        token: secrets.gatewayToken,
      },
      clock: Date.now,
      log: { info: () => undefined, warn: () => undefined },
    })
    const { devices } = rig.hardware()
    await devices.put(
      DeviceConfig.parse({ ...rig.printer, device: 'printer-2', gateway: 'back', tills: ['T1'] }),
    )
    for (const device of ['printer-1', 'printer-2']) {
      await until(
        () => devices.get(device)?.availability?.state === 'online',
        () => `${device} online, not ${JSON.stringify(devices.get(device))}`,
      )
    }
    await rig.printState(await rig.sell(), 'done')
    const paper = far.virtualDevices.printer('printer-2')?.receipts().flatMap(textOf).join('\n')
    expect(paper).toContain('UB1-T1-1-000042-7Q')
    expect(near.virtualDevices.printer('printer-1')?.receipts()).toEqual([])
    expect(near.virtualDevices.printer('printer-2')).toBeUndefined()
    await Promise.all([far.gateway.close(), near.gateway.close()])
  })

  async function signIn(
    username: string,
    password: string,
    options: IClientOptions = {},
  ): Promise<MqttClient> {
    const client = await connectAsync(
      `mqtts://127.0.0.1:${broker.tlsPort}`,
      {
        clientId: username,
        username,
        password,
        protocolVersion: 4,
        reconnectPeriod: 0,
        ca: own.certificate,
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
})
