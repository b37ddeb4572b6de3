import {
  type Availability,
  type DeviceConfig,
  type DeviceEvent,
  DeviceJob,
  type DeviceState,
  gatewayLost,
  gatewayStopped,
  type JobResult,
} from '#shared/contracts/device.ts'
import { topics } from '#shared/contracts/topics.ts'
import { readConfig } from './config-words.ts'
import { type Link, openLink } from './link.ts'
import { parseJson } from './parse-json.ts'

/** Heals what a broker lost or put in the wrong order, such as a last will after a new connection. */
const REPEAT_MS = 30_000

/** How a device is, as its driver sees it. */
export interface DeviceHealth {
  readonly availability: 'online' | 'offline'
  readonly reason: string
  readonly state: DeviceState
}

/** What a driver says of its device. */
export interface DriverVoice {
  health(health: DeviceHealth): void
  event(event: DeviceEvent): void
  result(result: JobResult): void
}

export interface Driver {
  take(job: DeviceJob): void
  setLinked(linked: boolean): void
  /** New settings; resolves when the device works with them. */
  configure(config: DeviceConfig): Promise<void>
  close(): Promise<void>
}

export interface DeviceDeps {
  readonly url: string
  readonly ca?: string | undefined
  readonly store: string
  readonly device: string
  readonly username: string
  readonly password: string
  /** Of this process. */
  readonly session: string
  /** A driver for devices of this kind; it gets its settings by `configure`. */
  readonly createDriver: (kind: DeviceConfig['kind'], device: string, voice: DriverVoice) => Driver
  readonly onConfig: (device: string, config: DeviceConfig | null) => void
  readonly log: { warn(fields: object, message: string): void }
}

export interface Device {
  close(): Promise<void>
}

/** One device of this gateway: its own user, connection, last will and driver. */
export function startDevice(deps: DeviceDeps): Device {
  const { store, device, session, log } = deps
  let driver: { readonly kind: DeviceConfig['kind']; readonly driver: Driver } | undefined
  let configText = ''
  let availability: Availability = {
    state: 'offline',
    session,
    reason: 'it has no settings yet',
  }
  let state: DeviceState | undefined
  // Settings come one after the other: a driver is closed before the next one opens the line.
  let configuring: Promise<void> = Promise.resolve()

  const will: Availability = { state: 'offline', session: '', reason: gatewayLost }
  const link: Link = openLink({
    url: deps.url,
    ca: deps.ca,
    username: deps.username,
    password: deps.password,
    will: { topic: topics.availability(store, device), message: will },
    filters: [topics.config(store, device), topics.job(store, device)],
    onConnect() {
      announce()
      driver?.driver.setLinked(true)
    },
    onDisconnect: () => driver?.driver.setLinked(false),
    onMessage: takeMessage,
    log,
  })
  const repeat = setInterval(announce, REPEAT_MS)

  const voice: DriverVoice = {
    health(health) {
      const before = saidOf(availability, state)
      availability = { state: health.availability, session, reason: health.reason }
      state = health.state
      // A line that is tried again and again is told as often as its words change.
      if (saidOf(availability, state) !== before) announce()
    },
    // A scan that is lost is seen by the cashier; one that comes twice is not: so never twice.
    event: (event) => void link.publish(topics.event(store, device), event, { qos: 0 }),
    result: (result) => void link.publish(topics.result(store, device), result),
  }

  function announce(): void {
    if (state !== undefined) link.publish(topics.state(store, device), state, { retain: true })
    link.publish(topics.availability(store, device), availability, { retain: true })
  }

  function takeMessage(topic: string, payload: Buffer): void {
    if (topic === topics.config(store, device)) {
      const text = payload.toString('utf8')
      if (text === configText) return
      configText = text
      configuring = configuring.then(() => configure(text))
      return
    }
    const job = DeviceJob.safeParse(parseJson(payload.toString('utf8')))
    if (job.success) driver?.driver.take(job.data)
    else log.warn({ device, error: job.error.issues[0] }, 'a job was not understood')
  }

  async function configure(text: string): Promise<void> {
    const read = readConfig(text)
    const { config } = read
    if (read.config === null) log.warn({ device }, read.reason)
    if (driver !== undefined && driver.kind !== config?.kind) {
      await driver.driver.close()
      driver = undefined
    }
    deps.onConfig(device, config)
    if (config === null) {
      availability = { state: 'offline', session, reason: read.reason }
      state = undefined
      announce()
      return
    }
    if (driver === undefined) {
      driver = { kind: config.kind, driver: deps.createDriver(config.kind, device, voice) }
      driver.driver.setLinked(link.isConnected())
    }
    await driver.driver.configure(config)
  }

  return {
    async close() {
      clearInterval(repeat)
      await configuring
      await driver?.driver.close()
      availability = { state: 'offline', session: '', reason: gatewayStopped }
      announce()
      await link.close()
    },
  }
}

function saidOf(availability: Availability, state: DeviceState | undefined): string {
  return JSON.stringify([availability, { ...state, at: 0 }])
}
