import type { Duplex } from 'node:stream'
import type { DeviceConfig } from '#shared/contracts/device.ts'
import type { Driver, DriverVoice } from '../link/device.ts'
import { type Scanner, startScanner } from './scanner.ts'

export interface ScannerDriverDeps {
  readonly openLine: (config: DeviceConfig) => Promise<Duplex>
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
}

/** A barcode scanner on the wire: events out, no jobs. */
export function createScannerDriver(deps: ScannerDriverDeps, voice: DriverVoice): Driver {
  const { clock, log } = deps
  let scanner: Scanner | undefined
  return {
    take: (job) => log.warn({ job: job.jobId }, 'a scanner does no jobs'),
    setLinked: () => undefined,
    async configure(config) {
      if (config.kind !== 'barcode-scanner') return
      await scanner?.close()
      scanner = startScanner({
        config,
        clock,
        log,
        openLine: () => deps.openLine(config),
        onHealth: ({ availability, reason }) =>
          voice.health({
            availability,
            reason,
            state: { at: clock(), paper: 'unknown', cover: 'unknown', error: '' },
          }),
        onEvent: (event) => voice.event(event),
      })
    },
    async close() {
      await scanner?.close()
    },
  }
}
