import type { Duplex } from 'node:stream'
import type { DeviceConfig, DeviceState } from '#shared/contracts/device.ts'
import type { PrintDocument } from '#shared/contracts/print.ts'

export type PrinterConfig = Extract<DeviceConfig, { kind: 'receipt-printer' }>

export interface PrintJob {
  readonly document: PrintDocument
  /** An earlier try may have come out: say DUPLICATE on the paper. */
  readonly duplicate: boolean
  readonly openDrawer: boolean
  readonly expiresAt: number | null
}

export interface PrintProgress {
  readonly state: 'printing' | 'waiting'
  readonly reason: string
}

/**
 * `unknown`: bytes went out and no answer came. `failed`: certainly nothing (more) will come out.
 * `stopped`: the gateway is closing and nothing was sent; say nothing, the job is still the hub's.
 */
export interface PrintOutcome {
  readonly outcome: 'done' | 'failed' | 'unknown' | 'stopped'
  readonly reason: string
}

export interface PrinterHealth {
  readonly availability: 'online' | 'offline'
  /** Why it is not usable, in words; empty when it is. */
  readonly reason: string
  readonly paper: DeviceState['paper']
  readonly cover: DeviceState['cover']
  readonly error: string
}

export interface Printer {
  readonly config: PrinterConfig
  health(): PrinterHealth
  /** Jobs are done one after the other; `report` hears of waiting and printing in between. */
  print(job: PrintJob, report: (progress: PrintProgress) => void): Promise<PrintOutcome>
  /** A kick later than `expiresAt` is never sent. */
  openDrawer(expiresAt: number): Promise<PrintOutcome>
  close(): Promise<void>
}

/** Real timers in production; tests may pass faster ones. All in milliseconds. */
export interface PrinterTimes {
  readonly answerMs: number
  readonly completeMs: number
  readonly pollMs: number
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
}

export interface PrinterDeps {
  readonly config: PrinterConfig
  /** Opens a new line; the printer calls it again after each loss. */
  readonly openLine: () => Promise<Duplex>
  readonly clock: () => number
  readonly onHealth: (health: PrinterHealth) => void
  readonly times?: Partial<PrinterTimes>
}

/** Keeps the printer connected and does its jobs; see `Printer`. */
export type CreatePrinter = (deps: PrinterDeps) => Printer
