import {
  Availability,
  DeviceEvent,
  type DeviceJob,
  DeviceState,
  gatewayStopped,
  JobResult,
} from '#shared/contracts/device.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { LiveEvent, Receipt, Shift } from '#shared/contracts/till.ts'
import { topics } from '#shared/contracts/topics.ts'
import { createComplaints } from '#shared/domain/complaints.ts'
import { openMqttLink } from '../mqtt/link.ts'
import type { PrintJob } from '../print/job.ts'
import type { LaneTimes } from '../print/lane.ts'
import { type PrintQueue, startPrintQueue } from '../print/queue.ts'
import { openRawPort, type RawPort, type RawPortSettings } from '../print/raw-port.ts'
import { layOutReceipt } from '../print/receipt.ts'
import { layOutShift } from '../print/shift.ts'
import type { HardwareDatabase } from '../print/store.ts'
import { type CustomerDisplays, createCustomerDisplays } from './customer-display.ts'
import { createDeviceTests, type DeviceTests } from './device-test.ts'
import { createDevices, type Devices } from './devices.ts'
import { createFound, type Found } from './found.ts'
import { createScales, type Scales } from './weigh.ts'

export interface HardwareDeps {
  /** Store code: the branch of all topics. Hardware starts once the hub is claimed. */
  readonly store: string
  /** Of user `hub`. */
  readonly mqtt: {
    readonly url: string
    readonly username: string
    readonly password: string
    readonly ca?: string
  }
  /** Devices' MQTT passwords are HMACs under it. */
  readonly secret: string
  readonly database: HardwareDatabase
  /** Folder of the bytes of raw prints. */
  readonly rawFolder: string
  /** Where other software prints; absent = nowhere. */
  readonly rawPort?: RawPortConfig
  readonly profile: () => StoreProfile
  readonly receiptOf: (id: string) => Receipt | null | Promise<Receipt | null>
  readonly shiftOf: (id: string) => Shift | null | Promise<Shift | null>
  /** `till` null = all tills. */
  readonly onLive: (event: LiveEvent, till: string | null) => void
  /** The state of a device or the queue of a printer changed: HubStatus of some tills is another. */
  readonly onPrinterChanged: () => void
  readonly clock: () => number
  readonly newId: () => string
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  readonly times?: Partial<LaneTimes>
  /** How long a scale may take to come to rest. */
  readonly weighMs?: number
  /** What the way to the gateway and back may take on top. */
  readonly wayMs?: number
}

export type RawPortConfig = Pick<RawPortSettings, 'host' | 'port' | 'allow' | 'gapMs'> & {
  /** Absent = the printer of all tills. */
  readonly printer?: string | undefined
}

/** Devices, print queue and the hub's own MQTT connection, running. */
export interface Hardware {
  readonly devices: Devices
  readonly found: Found
  readonly tests: DeviceTests
  readonly prints: PrintQueue
  readonly displays: CustomerDisplays
  readonly scales: Scales
  /** Null where it is off. */
  readonly rawPort: number | null
  close(): Promise<void>
}

export async function startHardware(deps: HardwareDeps): Promise<Hardware> {
  const { store, log } = deps
  const complain = createComplaints((fields, message) => log.warn(fields, message), setTimeout)
  const devices = createDevices({
    store,
    secret: deps.secret,
    database: deps.database,
    publish: (topic, message) => void link.publish(topic, message, { retain: true }),
    onChange: takeChange,
    clock: deps.clock,
    log,
  })
  const found = createFound({
    ...deps,
    configs: () => devices.list().map(({ config }) => config),
    publish: (topic, message) => link.publish(topic, message),
  })
  const send = (device: string, job: DeviceJob) => void link.publish(topics.job(store, device), job)
  const displays = createCustomerDisplays({ ...deps, devices, send })
  const scales = createScales({ ...deps, devices, send })
  const tests = createDeviceTests({
    ...deps,
    devices,
    scales,
    send,
    print: (device, document) => prints.printOn(device, document),
  })
  const prints: PrintQueue = await startPrintQueue({
    ...deps,
    devices,
    send,
    layOut,
    onChange: (job) => {
      announce(job)
      tests.heardJob(job)
      deps.onPrinterChanged()
    },
  })
  const link = openMqttLink({
    ...deps.mqtt,
    filters: [
      ...['config', 'availability', 'state', 'event', 'result'].map((leaf) =>
        topics[leaf as 'state'](store, '+'),
      ),
      topics.gatewayAvailability(store, '+'),
      topics.gatewayFound(store, '+'),
      topics.gatewayProbed(store, '+'),
    ],
    onConnect: () => devices.announce(),
    onDisconnect() {
      devices.forgetAvailability()
      found.forget()
    },
    onMessage: takeMessage,
    log,
  })

  const raw = await openRaw()

  /** A port that is taken must not keep the store from selling. */
  async function openRaw(): Promise<RawPort | null> {
    const { rawPort } = deps
    if (rawPort === undefined) return null
    const print = (bytes: Uint8Array) => prints.printRaw(bytes, rawPort.printer)
    return openRawPort({ ...rawPort, print, log }).catch((error: unknown) => {
      const fix = 'set KASSA_RAW_PRINT_PORT to a free port'
      log.warn({ port: rawPort.port, error: String(error) }, `no raw prints are taken: ${fix}`)
      return null
    })
  }

  function takeChange(device: string): void {
    if (devices.get(device) === null) {
      prints.deviceRemoved(device)
    } else {
      const availability = devices.get(device)?.availability ?? null
      const session = availability?.session ?? ''
      const lost = session === '' && availability?.reason !== gatewayStopped
      prints.setSession(device, session === '' ? null : session, lost)
    }
    deps.onPrinterChanged()
  }

  async function layOut(kind: 'receipt' | 'shift', refId: string) {
    if (kind === 'receipt') {
      const receipt = await deps.receiptOf(refId)
      return receipt === null ? null : layOutReceipt(receipt, deps.profile())
    }
    const shift = await deps.shiftOf(refId)
    return shift === null ? null : layOutShift(shift, deps.profile(), deps.clock())
  }

  function announce(job: PrintJob): void {
    const { kind, till, state, reason } = job
    if (kind === 'raw') return
    if (kind === 'drawer') {
      // One that opens is seen; one that does not is worth a word.
      if (state === 'failed') deps.onLive({ kind: 'drawer.failed', reason }, till)
      return
    }
    const receiptId = kind === 'receipt' ? job.refId : null
    deps.onLive({ kind: 'print', receiptId, state, reason }, till)
  }

  function takeMessage(topic: string, payload: Buffer): void {
    const [, , branch, device = '', leaf = ''] = topic.split('/')
    if (payload.length === 0) return
    if (branch === 'gateway') {
      if (!found.heard(device, leaf, parseJson(payload)))
        complain(device, { topic }, 'an MQTT message was not understood')
      return
    }
    if (leaf === 'config') {
      devices.heardConfig(device)
      return
    }
    const message = parseJson(payload)
    const known = [
      leaf === 'availability' && take(Availability, (it) => devices.heardAvailability(device, it)),
      leaf === 'state' && take(DeviceState, (it) => devices.heardState(device, it)),
      leaf === 'result' && take(JobResult, (it) => takeResult(device, it)),
      leaf === 'event' && take(DeviceEvent, (it) => takeEvent(device, it)),
    ].some(Boolean)
    if (!known) complain(device, { topic }, 'an MQTT message was not understood')

    function take<T>(schema: { safeParse(value: unknown): { data?: T } }, use: (it: T) => void) {
      const { data } = schema.safeParse(message)
      if (data === undefined) return false
      use(data)
      return true
    }
  }

  function takeEvent(device: string, event: DeviceEvent): void {
    tests.heardEvent(device, event)
    const config = devices.get(device)?.config
    if (config?.kind !== 'barcode-scanner' && config?.kind !== 'card-reader') return
    // A reader that belongs to no till must not fill the baskets of all of them.
    const { till } = config
    switch (event.kind) {
      case 'barcode.scanned':
        if (till !== null) deps.onLive({ kind: 'barcode.scanned', data: event.data }, till)
        return
      case 'card.read':
        if (till !== null) deps.onLive({ kind: 'card.read', card: event.card }, till)
        return
      case 'card.refused':
        complain(
          device,
          { device },
          'something like a payment card was read; nothing of it was kept',
        )
        if (till !== null) deps.onLive({ kind: 'card.refused' }, till)
        return
      case 'card.unreadable':
        if (till !== null) deps.onLive({ kind: 'card.unreadable', why: event.why }, till)
        return
      case 'barcode.unreadable':
        if (till !== null) deps.onLive({ kind: 'barcode.unreadable' }, till)
    }
  }

  function takeResult(device: string, result: JobResult): void {
    scales.heardResult(device, result)
    prints.heardResult(device, result)
  }

  return {
    devices,
    found,
    tests,
    prints,
    displays,
    scales,
    rawPort: raw?.port ?? null,
    async close() {
      await raw?.close()
      await link.close()
      await prints.close()
      await devices.close()
    },
  }
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    // Not JSON: no schema takes undefined, so it is reported like any other wrong message.
    return undefined
  }
}
