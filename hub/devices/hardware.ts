import type { LiveEvent, Receipt, Shift } from '#shared/contracts/till.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { PrintQueue } from '../print/queue.ts'
import type { HardwareDatabase } from '../print/store.ts'
import type { Devices } from './devices.ts'

export interface HardwareDeps {
  /** Store code: the branch of all topics. Hardware starts once the hub is claimed. */
  readonly store: string
  readonly mqtt: { readonly url: string; readonly username: string; readonly password: string }
  /** Devices' MQTT passwords are HMACs under it. */
  readonly secret: string
  /** Gateway that gets devices (`gateway:<name>`). */
  readonly gateway: string
  readonly database: HardwareDatabase
  readonly profile: () => StoreProfile
  readonly receiptOf: (id: string) => Receipt | null | Promise<Receipt | null>
  readonly shiftOf: (id: string) => Shift | null | Promise<Shift | null>
  /** `till` null = all tills. */
  readonly onLive: (event: LiveEvent, till: string | null) => void
  readonly onPrinterChanged: (till: string | null) => void
  readonly clock: () => number
  readonly newId: () => string
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
}

/** Devices, print queue and the hub's own MQTT connection, running. */
export interface Hardware {
  readonly devices: Devices
  readonly prints: PrintQueue
  close(): Promise<void>
}
