import type {
  Availability,
  DeviceConfig,
  DeviceNote,
  DeviceState,
  DeviceStatus,
} from '#shared/contracts/device.ts'
import { topics } from '#shared/contracts/topics.ts'
import { Failure } from '#shared/domain/failure.ts'
import { devicePassword } from '../mqtt/credentials.ts'
import type { HardwareDatabase } from '../print/store.ts'
import { checkDeviceFile } from './device-file.ts'
import { faultOf, reasonOf } from './faults.ts'
import { DEFAULT_GATEWAY, gatewayOf } from './gateway-of.ts'
import { createDeviceHistory } from './history.ts'
import { refuseSharedLine } from './line-conflict.ts'
import { deleteDevice, readDevices, upsertDevice } from './store.ts'

const MAX_DEVICES = 100

export interface Devices {
  list(): readonly DeviceStatus[]
  get(device: string): DeviceStatus | null
  /** Durable and announced when it resolves. */
  put(config: DeviceConfig): Promise<void>
  /** All devices, as one file says: changes, adds and removes, in one transaction. */
  replace(configs: readonly DeviceConfig[]): Promise<void>
  /** Throws Failure `not-found`. */
  remove(device: string): Promise<void>
  /** The printer of this till: one that names it, or else one that names none. */
  printerOf(till: string): DeviceStatus | null
  /** As HubStatus.printer shows it, without the length of the queue. */
  printerStateOf(till: string): {
    readonly state: 'online' | 'offline' | 'none'
    readonly reason: string
  }
  /** Publishes all that is retained: after each connection, since a broker may forget. */
  announce(): void
  heardAvailability(device: string, availability: Availability): void
  heardState(device: string, state: DeviceState): void
  /** A retained config that nobody owns any more is taken away. */
  heardConfig(device: string): void
  /** The hub lost the broker: what it knows of devices is old. */
  forgetAvailability(): void
  /** Newest first. Throws Failure `not-found`. */
  history(device: string): readonly DeviceNote[]
  close(): Promise<void>
}

export interface DevicesDeps {
  readonly store: string
  readonly secret: string
  readonly database: HardwareDatabase
  readonly publish: (topic: string, message: object | null) => void
  /** A device came, went, or changed its state. */
  readonly onChange: (device: string) => void
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
}

export function createDevices(deps: DevicesDeps): Devices {
  const { store, database, publish } = deps
  const configs = new Map(
    readDevices(database, (device) => {
      deps.log.warn({ device }, 'a device of a kind that this version does not know is left out')
    }).map((config) => [config.device, config]),
  )
  const history = createDeviceHistory(deps)
  const availabilities = new Map<string, Availability>()
  const states = new Map<string, DeviceState>()
  // A gateway that lost its last device must hear of it too.
  const gateways = new Set<string>([DEFAULT_GATEWAY, ...[...configs.values()].map(gatewayOf)])

  function get(device: string): DeviceStatus | null {
    const config = configs.get(device)
    if (config === undefined) return null
    return {
      config,
      availability: availabilities.get(device) ?? null,
      state: states.get(device) ?? null,
    }
  }

  function changed(device: string): void {
    const status = get(device)
    if (status?.availability) history.note(device, status.availability.state, reasonOf(status))
    deps.onChange(device)
  }

  function printerOf(till: string): DeviceStatus | null {
    const printers = [...configs.values()].filter((config) => config.kind === 'receipt-printer')
    const own = printers.find((config) => config.tills?.includes(till))
    const shared = printers.find((config) => (config.tills ?? []).length === 0)
    const config = own ?? shared
    return config === undefined ? null : get(config.device)
  }

  function announceGateway(gateway: string): void {
    const devices = [...configs.values()]
      .filter((config) => gatewayOf(config) === gateway)
      .map(({ device }) => ({
        device,
        username: `device:${device}`,
        password: devicePassword(deps.secret, device),
      }))
    publish(topics.gatewayDevices(store, gateway), { devices })
  }

  /** What the disk has by now, told to the gateways. */
  function take(put: readonly DeviceConfig[], gone: readonly DeviceConfig[]): void {
    const before = put.flatMap(({ device }) => configs.get(device) ?? [])
    const touched = new Set([...before, ...put, ...gone].map(gatewayOf))
    for (const { device } of gone) {
      configs.delete(device)
      availabilities.delete(device)
      states.delete(device)
    }
    for (const config of put) {
      configs.set(config.device, config)
      publish(topics.config(store, config.device), config)
    }
    for (const gateway of touched) {
      gateways.add(gateway)
      announceGateway(gateway)
    }
    for (const { device } of gone) publish(topics.config(store, device), null)
    for (const { device } of [...put, ...gone]) deps.onChange(device)
  }

  return {
    list: () => [...configs.keys()].sort().flatMap((device) => get(device) ?? []),
    get,
    async put(config) {
      if (!configs.has(config.device) && configs.size >= MAX_DEVICES) {
        throw new Failure(
          'conflict',
          `a store has at most ${MAX_DEVICES} devices: delete one first`,
        )
      }
      refuseSharedLine(config, configs.values())
      await database.execute([upsertDevice(config)])
      take([config], [])
    },
    async replace(wanted) {
      checkDeviceFile(wanted)
      const kept = new Set(wanted.map(({ device }) => device))
      const gone = [...configs.values()].filter(({ device }) => !kept.has(device))
      await database.execute([
        ...gone.flatMap(({ device }) => [deleteDevice(device), history.forget(device)]),
        ...wanted.map(upsertDevice),
      ])
      take(wanted, gone)
    },
    async remove(device) {
      const config = configs.get(device)
      if (config === undefined) throw new Failure('not-found', `device ${device} not found`)
      await database.execute([deleteDevice(device), history.forget(device)])
      take([], [config])
    },
    printerOf,
    printerStateOf(till) {
      const printer = printerOf(till)
      if (printer === null) return { state: 'none', reason: '' }
      return faultOf(printer) ?? { state: 'online', reason: '' }
    },
    announce() {
      for (const config of configs.values()) publish(topics.config(store, config.device), config)
      for (const gateway of gateways) announceGateway(gateway)
    },
    heardAvailability(device, availability) {
      if (!configs.has(device)) return
      availabilities.set(device, availability)
      changed(device)
    },
    heardState(device, state) {
      if (!configs.has(device)) return
      states.set(device, state)
      changed(device)
    },
    heardConfig(device) {
      if (!configs.has(device)) publish(topics.config(store, device), null)
    },
    forgetAvailability() {
      const known = [...availabilities.keys()]
      availabilities.clear()
      for (const device of known) deps.onChange(device)
    },
    history(device) {
      if (!configs.has(device)) throw new Failure('not-found', `device ${device} not found`)
      return history.of(device)
    },
    close: () => history.close(),
  }
}
