import type { DeviceConfig } from '#shared/contracts/device.ts'
import type { VirtualPrinter } from './printer.ts'
import type { VirtualScanner } from './scanner.ts'

/** The virtual devices of this gateway: those whose configured line is `virtual`. */
export interface VirtualDevices {
  /** Plugs the device in when its line is `virtual`, unplugs it when no longer; idempotent. */
  ensure(config: DeviceConfig): void
  remove(device: string): void
  printer(device: string): VirtualPrinter | undefined
  scanner(device: string): VirtualScanner | undefined
  onChange(listener: (device: string) => void): () => void
}
