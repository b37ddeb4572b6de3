import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeviceFile } from '#shared/contracts/found.ts'

const virtual = { line: { kind: 'virtual' }, till: 'T1' } as const

/** One of each kind, on no cable: all but the printer belong to the first till that is paired. */
export const demoDevices: DeviceFile['devices'] = [
  {
    kind: 'receipt-printer',
    device: 'receipt-1',
    name: 'Receipt printer',
    line: { kind: 'virtual' },
    profile: 'epson-tm-t20iii',
    columns: 48,
    drawer: true,
  },
  { kind: 'barcode-scanner', device: 'scanner-1', name: 'Scanner', ...virtual },
  {
    kind: 'card-reader',
    device: 'card-reader-1',
    name: 'Card reader',
    ...virtual,
    reader: 'magstripe',
    lrc: false,
    prefixes: [],
  },
  {
    kind: 'customer-display',
    device: 'display-1',
    name: 'Customer display',
    ...virtual,
    profile: 'cd5220',
  },
  { kind: 'scale', device: 'scale-1', name: 'Scale', ...virtual, protocol: 'mettler-8217' },
]

/** For `KASSA_DEVICES_FILE`, made once: what is changed there, or at the setup page, stays. */
export function demoDevicesFile(dataDir: string): string {
  const file = join(dataDir, 'demo', 'devices.json')
  const made: DeviceFile = { devices: demoDevices }
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`)
  return file
}
