import { createVirtualLines } from '#gateway/lines/virtual.ts'
import { type Printer, startPrinter } from '#gateway/printer/printer.ts'
import { createVirtualDevices } from '#gateway/virtual/devices.ts'
import { createLinkSwitch } from '#gateway/virtual/link-switch.ts'
import { type DevicePage, type DeviceSummary, startDevicePage } from '#gateway/virtual/page.ts'
import type { DeviceConfig } from '#shared/contracts/device.ts'
import { fastTimes } from '../printer/bench.ts'

const configs: readonly DeviceConfig[] = [
  {
    kind: 'receipt-printer',
    device: 'printer-1',
    name: 'Касс 1, баримт',
    line: { kind: 'virtual' },
    profile: 'epson-tm-t20iii',
    columns: 48,
    drawer: true,
  },
  {
    kind: 'receipt-printer',
    device: 'printer-2',
    name: 'Kiosk, 58 mm',
    line: { kind: 'virtual' },
    profile: 'generic-58mm',
    columns: 48,
    drawer: false,
  },
  {
    kind: 'barcode-scanner',
    device: 'scanner-1',
    name: 'Scanner at the till',
    line: { kind: 'virtual' },
    till: 'T1',
  },
  {
    kind: 'receipt-printer',
    device: 'kitchen',
    name: 'Store room',
    line: { kind: 'tcp', host: '10.0.0.77', port: 9100 },
    profile: 'generic-80mm',
    columns: 48,
    drawer: false,
  },
]

export interface DemoPage extends AsyncDisposable {
  readonly page: DevicePage
  readonly printers: ReadonlyMap<string, Printer>
  readonly scanned: string[]
}

/** The page over two virtual printers with drivers, a scanner, and a printer that is not there. */
export async function startDemoPage(linkUrl: string | null): Promise<DemoPage> {
  const lines = createVirtualLines()
  const virtualDevices = createVirtualDevices({ lines, clock: () => Date.now() })
  const printers = new Map<string, Printer>()
  let changed = () => {}
  for (const config of configs) {
    virtualDevices.ensure(config)
    if (config.kind !== 'receipt-printer' || config.line.kind !== 'virtual') continue
    const printer = startPrinter({
      config,
      openLine: () => lines.open(config.device),
      clock: () => Date.now(),
      onHealth: () => changed(),
      times: fastTimes,
    })
    printers.set(config.device, printer)
  }
  const scanned: string[] = []
  const scanner = await lines.open('scanner-1')
  scanner.on('data', (chunk: Buffer) => scanned.push(chunk.toString('utf8')))
  const page = await startDevicePage({
    host: '127.0.0.1',
    port: 0,
    store: 'UB1',
    gateway: 'main',
    devices: () => configs.map(summary),
    virtualDevices,
    link: linkUrl === null ? null : createLinkSwitch(linkUrl),
  })
  changed = () => page.changed()
  return {
    page,
    printers,
    scanned,
    [Symbol.asyncDispose]: async () => {
      await page.close()
      await Promise.all(Array.from(printers.values(), (printer) => printer.close()))
      scanner.destroy()
    },
  }

  function summary(config: DeviceConfig): DeviceSummary {
    const printer = printers.get(config.device)
    if (printer !== undefined) return { config, ...printer.health() }
    if (config.device === 'scanner-1') return { config, availability: 'online', reason: '' }
    return {
      config,
      availability: 'offline',
      reason: 'not connected: 10.0.0.77:9100 did not answer within 5000 ms',
    }
  }
}
