import type { Duplex } from 'node:stream'
import type { DeviceConfig, DeviceEvent } from '#shared/contracts/device.ts'
import type { DeviceHealth, Driver, DriverVoice } from '../link/device.ts'

export interface ListeningDriverDeps {
  readonly openLine: (config: DeviceConfig) => Promise<Duplex>
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
}

/** What a device that only speaks is started with. */
export interface Listening<C extends DeviceConfig> {
  readonly config: C
  readonly openLine: () => Promise<Duplex>
  readonly clock: () => number
  readonly onHealth: (health: Pick<DeviceHealth, 'availability' | 'reason'>) => void
  readonly onEvent: (event: DeviceEvent) => void
  readonly log: ListeningDriverDeps['log']
}

/** A device on the wire that says what it reads and does no jobs. */
export function createListeningDriver<K extends DeviceConfig['kind']>(
  kind: K,
  start: (listening: Listening<Extract<DeviceConfig, { kind: K }>>) => { close(): Promise<void> },
  deps: ListeningDriverDeps,
  voice: DriverVoice,
): Driver {
  const { clock, log } = deps
  let running: { close(): Promise<void> } | undefined
  return {
    take: (job) => log.warn({ job: job.jobId }, `a ${kind} does no jobs`),
    setLinked: () => undefined,
    async configure(config) {
      if (!isOf(config, kind)) return
      await running?.close()
      running = start({
        config,
        clock,
        log,
        openLine: () => deps.openLine(config),
        onHealth: (health) => voice.health(plainHealth(health, clock())),
        onEvent: (event) => voice.event(event),
      })
    },
    async close() {
      await running?.close()
    },
  }
}

/** Of a device without paper. */
export function plainHealth(
  { availability, reason }: Pick<DeviceHealth, 'availability' | 'reason'>,
  at: number,
): DeviceHealth {
  const state = { at, paper: 'unknown', cover: 'unknown', error: '' } as const
  return { availability, reason: reason.slice(0, 200), state }
}

export function isOf<K extends DeviceConfig['kind']>(
  config: DeviceConfig,
  kind: K,
): config is Extract<DeviceConfig, { kind: K }> {
  return config.kind === kind
}
