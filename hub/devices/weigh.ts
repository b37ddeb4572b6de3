import {
  type DeviceJob,
  type DeviceStatus,
  type JobResult,
  type WeighFault,
  weighFaults,
} from '#shared/contracts/device.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Devices } from './devices.ts'
import { noGateway } from './faults.ts'

/** A hand needs this long to take itself off the plate. */
const restMs = 2500
const usualWayMs = 700
const waitingMax = 100

export interface Scales {
  /** Is there one at this till? */
  has(till: string): boolean
  /**
   * A stable weight, in thousandths of a kilogram. Throws `not-found` where the till has no scale,
   * and `unavailable` with `scale` = why there was none: a `WeighFault`, or `offline`.
   */
  weigh(till: string): Promise<number>
  /** The same of one scale, whichever till it belongs to: a technician tries it. */
  weighOn(scale: DeviceStatus): Promise<number>
  heardResult(device: string, result: JobResult): void
}

interface ScalesDeps {
  readonly devices: Pick<Devices, 'list'>
  readonly send: (device: string, job: DeviceJob) => void
  readonly clock: () => number
  readonly newId: () => string
  /** How long a scale may take to come to rest. */
  readonly weighMs?: number
  /** What the way to the gateway and back may take on top. */
  readonly wayMs?: number
}

export function createScales(deps: ScalesDeps): Scales {
  const { devices, send, clock, newId, weighMs = restMs, wayMs = usualWayMs } = deps
  const waiting = new Map<string, { device: string; settle: (result: JobResult | null) => void }>()

  const scaleOf = (till: string) =>
    devices.list().find(({ config }) => config.kind === 'scale' && config.till === till)

  function ask(device: string): Promise<JobResult | null> {
    const jobId = newId()
    return new Promise((resolve) => {
      const settle = (result: JobResult | null) => {
        clearTimeout(timer)
        waiting.delete(jobId)
        resolve(result)
      }
      const timer = setTimeout(() => settle(null), weighMs + wayMs)
      waiting.set(jobId, { device, settle })
      send(device, { kind: 'weigh', jobId, attempt: 1, expiresAt: clock() + weighMs })
    })
  }

  async function weighOn({ availability, config }: DeviceStatus): Promise<number> {
    if (availability?.state !== 'online') {
      const reason = availability?.reason ?? noGateway
      throw noWeight('offline', `${config.name}: ${reason}`)
    }
    if (waiting.size >= waitingMax) throw noWeight('silent', 'too many wait for a weight')
    const result = await ask(config.device)
    if (result?.state === 'done' && result.weight !== undefined) return result.weight
    const fault = weighFaults.find((one) => one === result?.reason) ?? 'silent'
    throw noWeight(fault, `${config.name}: no stable weight (${fault})`)
  }

  return {
    has: (till) => scaleOf(till) !== undefined,
    async weigh(till) {
      const scale = scaleOf(till)
      if (scale === undefined) throw new Failure('not-found', `till ${till} has no scale`)
      return await weighOn(scale)
    },
    weighOn,
    heardResult(device, result) {
      const asked = waiting.get(result.jobId)
      if (asked?.device === device) asked.settle(result)
    },
  }
}

function noWeight(scale: WeighFault | 'offline', message: string): Failure {
  return new Failure('unavailable', message, { extra: { scale } })
}
