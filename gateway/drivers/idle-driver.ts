import type { Driver, DriverVoice } from '../link/device.ts'
import { plainHealth } from './listening-driver.ts'

/** Of a port that belongs to another program: it is never opened. */
export function createIdleDriver(
  deps: {
    readonly clock: () => number
    readonly log: { warn(fields: object, message: string): void }
  },
  voice: DriverVoice,
): Driver {
  return {
    take: (job) => deps.log.warn({ job: job.jobId }, 'a reserved line takes no jobs'),
    setLinked: () => undefined,
    async configure() {
      voice.health(plainHealth({ availability: 'online', reason: '' }, deps.clock()))
    },
    close: async () => undefined,
  }
}
