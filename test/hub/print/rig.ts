import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { type Hardware, type HardwareDeps, startHardware } from '#hub/devices/hardware.ts'
import { type Journal, openJournal } from '#hub/journal/journal.ts'
import { devicePassword } from '#hub/mqtt/credentials.ts'
import type { HardwareDatabase } from '#hub/print/store.ts'
import {
  DeviceConfig,
  DeviceJob,
  gatewayLost,
  gatewayStopped,
  type JobResult,
} from '#shared/contracts/device.ts'
import type { LiveEvent, Receipt } from '#shared/contracts/till.ts'
import { topics } from '#shared/contracts/topics.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { openTestBroker, type TestBroker } from '#test/support/broker.ts'
import type { Certificate } from '#test/support/certificate.ts'
import { makeProfile, makeReceipt } from './papers.ts'

export const store = 'UB1'
export const secrets = {
  hubPassword: 'hub-password',
  gatewayToken: 'gateway-token',
  secret: 's3',
  isTill: () => false,
}
const deviceNames = 'display line odd printer reader scale scanner stripe tags wiegand'.split(' ')
/** Whom mosquitto lets in: a device of another name would wait for ever. */
export const brokerUsers = {
  gateways: ['main', 'back', 'another'],
  devices: deviceNames.flatMap((name) => [name, ...[1, 2, 3, 4].map((n) => `${name}-${n}`)]),
  tills: [],
}

export const newId = () => uuidv7(Date.now(), randomBytes(10))

export interface Rig extends AsyncDisposable {
  readonly journal: Journal
  readonly live: { readonly event: LiveEvent; readonly till: string | null }[]
  /** The hub's warnings with all that they tell. */
  readonly warnings: string[]
  readonly receipts: Map<string, Receipt>
  readonly printer: DeviceConfig
  hardware(): Hardware
  /** Null = the hub belongs to no store yet. */
  claim(code: string | null): Promise<void>
  readonly broker: TestBroker
  url(): string
  /** A sale of this till: its print job is written and handed over as the hub does it. */
  sell(options?: { readonly openDrawer?: boolean }): Promise<string>
  /** Waits for the state of a receipt's print. */
  printState(receiptId: string, state: string): Promise<void>
  /** Broker and all it remembers are gone; another one stands at the same port. */
  restartBroker(): Promise<void>
  stopHub(): Promise<void>
  /** Dies without a word: what was not on the disk by now never gets there. */
  killHub(): Promise<void>
  /** Nothing of the print queue can be written. */
  breakDisk(isBroken: boolean): void
  startHub(): Promise<void>
}

/** Its threads take a second to start: the tests of a file share one and clear it. */
export async function openTestJournal(): Promise<Journal> {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-print-'))
  const journal = await openJournal({
    path: join(folder, 'journal.db'),
    onFatal: (reason) => {
      throw new Error(reason)
    },
  })
  return {
    ...journal,
    async close() {
      await journal.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Broker and hardware of a hub on a real journal file. */
export async function openRig(
  journal: Journal,
  options: Partial<HardwareDeps> = {},
  /** With it the broker speaks TLS, too. */
  tls?: Certificate,
): Promise<Rig> {
  const rawFolder = await mkdtemp(join(tmpdir(), 'kassa-raw-'))
  await journal.execute(
    ['print_job', 'device', 'device_note'].map((t) => ({ sql: `DELETE FROM ${t}`, args: [] })),
  )
  const live: { event: LiveEvent; till: string | null }[] = []
  const receipts = new Map<string, Receipt>()
  const warnings: string[] = []
  const printer = DeviceConfig.parse({
    kind: 'receipt-printer',
    device: 'printer-1',
    name: 'Printer',
    line: { kind: 'virtual' },
    profile: 'generic-80mm',
  })
  let hardware: Hardware | undefined
  let claimed: string | null = store
  let disk = openDisk(journal)
  const broker = await openTestBroker({
    store: () => claimed,
    secrets: () => secrets,
    users: () => brokerUsers,
    ...(tls === undefined ? {} : { tls }),
  })
  const rig: Rig = {
    journal,
    live,
    warnings,
    receipts,
    printer,
    hardware() {
      if (hardware === undefined) throw new Error('the hub is stopped')
      return hardware
    },
    broker,
    async claim(code) {
      claimed = code
      await broker.changed()
    },
    url: () => broker.url,
    async sell({ openDrawer = false } = {}) {
      const receipt = makeReceipt({ id: newId() })
      receipts.set(receipt.id, receipt)
      const { prints } = rig.hardware()
      const plan = prints.plan({
        kind: 'receipt',
        refId: receipt.id,
        till: 'T1',
        openDrawer,
        duplicate: false,
      })
      await journal.execute(plan.statements)
      prints.added(plan.jobs)
      return receipt.id
    },
    async printState(receiptId, state) {
      await until(
        () => rig.hardware().prints.printOf(receiptId)?.state === state,
        () => `${state}, not ${JSON.stringify(rig.hardware().prints.printOf(receiptId))}`,
      )
    },
    async restartBroker() {
      await broker.stop()
      await broker.start()
    },
    async stopHub() {
      await hardware?.close()
      hardware = undefined
    },
    async killHub() {
      disk.broken(true)
      await rig.stopHub()
    },
    breakDisk: (isBroken) => disk.broken(isBroken),
    async startHub() {
      disk = openDisk(journal)
      hardware = await startHardware({
        store,
        mqtt: { url: rig.url(), username: 'hub', password: secrets.hubPassword },
        secret: secrets.secret,
        database: disk,
        rawFolder,
        profile: () => makeProfile('en'),
        receiptOf: (id) => receipts.get(id) ?? null,
        shiftOf: () => null,
        onLive: (event, till) => live.push({ event, till }),
        onPrinterChanged: () => undefined,
        clock: Date.now,
        newId,
        log: {
          info: () => undefined,
          warn: (fields, message) => warnings.push(`${JSON.stringify(fields)} ${message}`),
        },
        times: { resendMinMs: 100, resendMaxMs: 400 },
        ...options,
      })
    },
    async [Symbol.asyncDispose]() {
      await rig.stopHub()
      await broker[Symbol.asyncDispose]()
      await rm(rawFolder, { recursive: true, force: true })
    },
  }
  await rig.startHub()
  await rig.hardware().devices.put(printer)
  return rig
}

/** The journal's, for one life of the hub. */
function openDisk(journal: Journal): HardwareDatabase & { broken(now: boolean): void } {
  let isBroken = false
  return {
    read: journal.read,
    async execute(statements) {
      if (isBroken) throw new Error('the disk takes nothing')
      await journal.execute(statements)
    },
    broken(now) {
      isBroken = now
    },
  }
}

export interface FakeDevice extends AsyncDisposable {
  readonly client: MqttClient
  readonly jobs: DeviceJob[]
  job(matches: (job: DeviceJob) => boolean): Promise<DeviceJob>
  online(): void
  answer(job: DeviceJob, state: JobResult['state'], reason?: string): void
  /** The process dies: no goodbye, the broker says the last will. */
  kill(): void
  /** SIGTERM: the process says goodbye. */
  stop(): Promise<void>
}

/** What a gateway is for one device: its own user, its own session. */
export async function connectDevice(
  rig: Pick<Rig, 'url'>,
  device: string,
  session: string,
): Promise<FakeDevice> {
  const availability = topics.availability(store, device)
  const client = await connectAsync(rig.url(), {
    clientId: `device:${device}`,
    username: `device:${device}`,
    password: devicePassword(secrets.secret, device),
    protocolVersion: 4,
    reconnectPeriod: 100,
    will: {
      topic: availability,
      payload: JSON.stringify({
        state: 'offline',
        session: '',
        reason: gatewayLost,
      }),
      qos: 1,
      retain: true,
    },
  })
  const jobs: DeviceJob[] = []
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/job')) jobs.push(DeviceJob.parse(JSON.parse(payload.toString())))
  })
  await client.subscribeAsync(topics.job(store, device), { qos: 1 })
  const fake: FakeDevice = {
    client,
    jobs,
    async job(matches) {
      await until(
        () => jobs.some(matches),
        () =>
          `another job than ${JSON.stringify(jobs.map(({ jobId, attempt }) => [jobId, attempt]))}`,
      )
      const found = jobs.find(matches)
      if (found === undefined) throw new Error('unreachable')
      return found
    },
    online() {
      const message = { state: 'online', session, reason: '' }
      client.publish(availability, JSON.stringify(message), { qos: 1, retain: true })
    },
    answer({ jobId, attempt }, state, reason = '') {
      const result: JobResult = { jobId, attempt, session, state, reason, at: Date.now() }
      client.publish(topics.result(store, device), JSON.stringify(result), { qos: 1 })
    },
    async stop() {
      const message = { state: 'offline', session: '', reason: gatewayStopped }
      const options = { qos: 1, retain: true } as const
      await client.publishAsync(availability, JSON.stringify(message), options)
      await client.endAsync()
    },
    kill() {
      client.options.reconnectPeriod = 0
      client.stream.destroy()
    },
    async [Symbol.asyncDispose]() {
      await client.endAsync(true)
    },
  }
  fake.online()
  return fake
}

export async function until(
  isTrue: () => boolean,
  what: () => string = () => 'it',
  timeoutMs = 15_000,
): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what()}`)
    await sleep(5)
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
