import { randomUUID } from 'node:crypto'
import type { DeviceConfig } from '#shared/contracts/device.ts'
import type { GatewayConfig } from './config.ts'
import { createPrinterDriver } from './jobs/printer-driver.ts'
import { openLine } from './lines/open-line.ts'
import { createVirtualLines } from './lines/virtual.ts'
import type { Driver, DriverVoice } from './link/device.ts'
import { type Gateway, startGateway } from './link/gateway.ts'
import { type PrinterTimes, startPrinter } from './printer/printer.ts'
import { createScannerDriver } from './scanner/scanner-driver.ts'
import { createVirtualDevices, type VirtualDevices } from './virtual/devices.ts'

export interface GatewayApp {
  readonly virtualDevices: VirtualDevices
  readonly gateway: Gateway
}

export interface GatewayAppDeps {
  readonly config: Pick<GatewayConfig, 'mqttUrl' | 'gateway' | 'store' | 'token'>
  readonly clock: () => number
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  readonly printerTimes?: Partial<PrinterTimes>
}

/** Devices, real and virtual, as the hub lists them, each behind a connection of its own. */
export function startGatewayApp(deps: GatewayAppDeps): GatewayApp {
  const { config, clock, log } = deps
  const session = randomUUID()
  const virtualLines = createVirtualLines()
  const virtualDevices = createVirtualDevices({ lines: virtualLines, clock })

  function createDriver(kind: DeviceConfig['kind'], _device: string, voice: DriverVoice): Driver {
    const line = ({ device, line: to }: DeviceConfig) => openLine(device, to, { virtualLines })
    switch (kind) {
      case 'receipt-printer': {
        const start: typeof startPrinter = (printer) =>
          startPrinter({ ...printer, times: deps.printerTimes ?? {} })
        return createPrinterDriver(
          { session, startPrinter: start, openLine: line, clock, log },
          voice,
        )
      }
      case 'barcode-scanner':
        return createScannerDriver({ openLine: line, clock, log }, voice)
    }
  }

  const gateway = startGateway({
    url: config.mqttUrl,
    store: config.store,
    gateway: config.gateway,
    token: config.token,
    session,
    createDriver,
    onConfig(device, settings) {
      if (settings === null) virtualDevices.remove(device)
      else virtualDevices.ensure(settings)
    },
    log,
  })
  return { virtualDevices, gateway }
}
