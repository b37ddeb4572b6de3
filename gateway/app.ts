import { randomUUID } from 'node:crypto'
import type { DeviceConfig } from '#shared/contracts/device.ts'
import { type CardReaderTimes, startCardReader } from './card/card-reader.ts'
import type { GatewayConfig } from './config.ts'
import { createDisplayDriver } from './display/display-driver.ts'
import { createIdleDriver } from './drivers/idle-driver.ts'
import { createListeningDriver } from './drivers/listening-driver.ts'
import { createPrinterDriver } from './jobs/printer-driver.ts'
import { createLines } from './lines/open-line.ts'
import { createVirtualLines } from './lines/virtual.ts'
import type { DeviceHealth, Driver, DriverVoice } from './link/device.ts'
import { type Finder, startFinder } from './link/found.ts'
import { type Gateway, startGateway } from './link/gateway.ts'
import { type PrinterTimes, startPrinter } from './printer/printer.ts'
import { CONNECT_MS } from './probe/probe-host.ts'
import { createScaleDriver, type ScaleTimes } from './scale/scale-driver.ts'
import { type ScannerTimes, startScanner } from './scanner/scanner.ts'
import { createVirtualDevices, type VirtualDevices } from './virtual/devices.ts'
import type { DeviceSummary } from './virtual/page.ts'

export interface GatewayApp {
  readonly gateway: Gateway
  readonly finder: Finder
  readonly virtualDevices: VirtualDevices
  readonly devices: () => readonly DeviceSummary[]
  /** Something in `devices()` is another. */
  readonly onChange: (listener: () => void) => void
}

export interface GatewayAppDeps {
  readonly config: Pick<GatewayConfig, 'mqttUrl' | 'gateway' | 'store' | 'token'> &
    Partial<Pick<GatewayConfig, 'mqttCa' | 'devicePagePort'>>
  readonly clock: () => number
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  readonly printerTimes?: Partial<PrinterTimes>
  /** Of scanners, card readers, displays and scales. */
  readonly counterTimes?: CounterTimes
  readonly finding?: Partial<
    Pick<Parameters<typeof startFinder>[0], 'lookMs' | 'listPorts' | 'answerMs'>
  >
}

type CounterTimes = Partial<ScannerTimes & CardReaderTimes & ScaleTimes>

/** Devices, real and virtual, as the hub lists them, each behind a connection of its own. */
export function startGatewayApp(deps: GatewayAppDeps): GatewayApp {
  const { clock, log, counterTimes = {} } = deps
  const { mqttUrl, store, gateway, token } = deps.config
  const session = randomUUID()
  const virtualLines = createVirtualLines()
  const lines = createLines({ virtualLines })
  const virtualDevices = createVirtualDevices({ lines: virtualLines, clock })
  const configs = new Map<string, DeviceConfig>()
  const healths = new Map<string, DeviceHealth>()
  const listeners: (() => void)[] = []
  const changed = () => {
    for (const listener of listeners) listener()
  }

  const common = {
    openLine: (config: DeviceConfig) => lines.open(config.device, config.line),
    clock,
    log,
  }

  function createDriver(kind: DeviceConfig['kind'], device: string, voice: DriverVoice): Driver {
    const heard: DriverVoice = {
      ...voice,
      health(health) {
        healths.set(device, health)
        voice.health(health)
        changed()
      },
    }
    switch (kind) {
      case 'receipt-printer': {
        const times = deps.printerTimes ?? {}
        const start: typeof startPrinter = (printer) => startPrinter({ ...printer, times })
        return createPrinterDriver({ ...common, session, startPrinter: start }, heard)
      }
      case 'barcode-scanner':
        return createListeningDriver(
          kind,
          (listening) => startScanner({ ...listening, times: counterTimes }),
          common,
          heard,
        )
      case 'card-reader':
        return createListeningDriver(
          kind,
          (listening) => startCardReader({ ...listening, times: counterTimes }),
          common,
          heard,
        )
      case 'customer-display':
        return createDisplayDriver({ ...common, times: counterTimes }, heard)
      case 'scale':
        return createScaleDriver({ ...common, session, times: counterTimes }, heard)
      case 'reserved-line':
        return createIdleDriver(common, heard)
    }
  }

  function takeConfig(device: string, config: DeviceConfig | null): void {
    if (config === null) {
      configs.delete(device)
      healths.delete(device)
      virtualDevices.remove(device)
    } else {
      configs.set(device, config)
      virtualDevices.ensure(config)
    }
    changed()
    finder.lookNow()
  }

  const finder = startFinder({
    configs: () => [...configs.values()],
    openLine: (line) => lines.open('probe', line, CONNECT_MS),
    onChange: () => running.foundChanged(),
    // They can be seen on the device page only.
    offersVirtual: deps.config.devicePagePort !== undefined,
    clock,
    log,
    ...deps.finding,
  })
  const running: Gateway = startGateway({
    url: mqttUrl,
    ca: deps.config.mqttCa,
    store,
    gateway,
    token,
    session,
    createDriver,
    onConfig: takeConfig,
    finder,
    log,
  })

  return {
    gateway: {
      ...running,
      async close() {
        finder.close()
        await running.close()
      },
    },
    finder,
    virtualDevices,
    devices: () => [...configs.values()].map((config) => summary(config, healths)),
    onChange: (listener) => listeners.push(listener),
  }
}

function summary(config: DeviceConfig, healths: ReadonlyMap<string, DeviceHealth>): DeviceSummary {
  const health = healths.get(config.device)
  if (health === undefined) return { config, availability: 'offline', reason: '' }
  const { availability, reason, state } = health
  const { paper, cover, drawer, error } = state
  return config.kind === 'receipt-printer'
    ? { config, availability, reason, paper, cover, drawer, error }
    : { config, availability, reason }
}
