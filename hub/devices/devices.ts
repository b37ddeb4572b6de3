import type { Availability, DeviceConfig, DeviceState } from '#shared/contracts/device.ts'

export interface DeviceStatus {
  readonly config: DeviceConfig
  /** Null until its gateway has spoken. */
  readonly availability: Availability | null
  readonly state: DeviceState | null
}

export interface Devices {
  list(): readonly DeviceStatus[]
  /** Throws Failure `invalid` when the id in the path is another one. */
  put(config: DeviceConfig): Promise<void>
  remove(device: string): Promise<void>
  /** The printer that prints for this till, if any. */
  printerOf(till: string): DeviceStatus | null
  /** As HubStatus.printer shows it, without the queue's length. */
  printerStateOf(till: string): {
    readonly state: 'online' | 'offline' | 'none'
    readonly reason: string
  }
}
