import type { Duplex } from 'node:stream'
import type { DeviceConfig, DeviceState } from '#shared/contracts/device.ts'
import type { Driver, DriverVoice } from '../link/device.ts'
import type { Printer, PrinterDeps, PrinterHealth } from '../printer/printer.ts'
import { createJobRunner } from './runner.ts'

export interface PrinterDriverDeps {
  readonly session: string
  readonly startPrinter: (deps: PrinterDeps) => Printer
  readonly openLine: (config: DeviceConfig) => Promise<Duplex>
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
}

/** A receipt printer on the wire: jobs in, results and health out; its settings may change meanwhile. */
export function createPrinterDriver(deps: PrinterDriverDeps, voice: DriverVoice): Driver {
  const { session, clock, log } = deps
  const runner = createJobRunner({ session, clock, log, publish: (result) => voice.result(result) })
  let printer: Printer | null = null

  async function closePrinter(): Promise<void> {
    runner.setPrinter(null)
    await printer?.close()
    printer = null
  }

  return {
    take(job) {
      if (job.kind !== 'show' && job.kind !== 'weigh') runner.take(job)
      else log.warn({ job: job.jobId }, 'a printer only prints and opens its drawer')
    },
    setLinked: (linked) => runner.setLinked(linked),
    async configure(config) {
      if (config.kind !== 'receipt-printer') return
      await closePrinter()
      printer = deps.startPrinter({
        config,
        clock,
        openLine: () => deps.openLine(config),
        onHealth: (health) => voice.health(healthOf(health, clock())),
      })
      voice.health(healthOf(printer.health(), clock()))
      runner.setPrinter(printer)
    },
    async close() {
      const stopped = runner.stop()
      await closePrinter()
      await stopped
    },
  }
}

function healthOf(health: PrinterHealth, at: number) {
  const { availability, reason, paper, cover, drawer, error } = health
  const state: DeviceState = { at, paper, cover, drawer, error }
  return { availability, reason: reason.slice(0, 200), state }
}
