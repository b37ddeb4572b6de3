import type { DeviceEvent, DeviceJob, DeviceStatus } from '#shared/contracts/device.ts'
import type { DeviceTested } from '#shared/contracts/found.ts'
import type { PrintDocument } from '#shared/contracts/print.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { PrintJob } from '../print/job.ts'
import { testPage } from '../print/test-page.ts'
import type { Devices } from './devices.ts'
import { noGateway } from './faults.ts'
import type { Scales } from './weigh.ts'

/** A technician takes a printed thing to the scanner. */
const READ_MS = 10_000
const PRINT_MS = 8000
const SHOW_MS = 8000
const WAITING_MAX = 20

export interface DeviceTests {
  /** Tries a device. Throws Failure `not-found`, `invalid` for a port that is not ours. */
  test(device: string): Promise<DeviceTested>
  heardEvent(device: string, event: DeviceEvent): void
  heardJob(job: PrintJob): void
}

export function createDeviceTests(deps: {
  readonly devices: Pick<Devices, 'get'>
  readonly scales: Pick<Scales, 'weighOn'>
  readonly print: (device: string, document: PrintDocument) => Promise<PrintJob>
  readonly send: (device: string, job: DeviceJob) => void
  readonly profile: () => StoreProfile
  readonly clock: () => number
  readonly newId: () => string
}): DeviceTests {
  const readers = new Map<string, (tested: DeviceTested) => void>()
  const prints = new Map<string, (tested: DeviceTested) => void>()
  /** Jobs may be done before who made them knows their id. */
  const newest = new Map<string, DeviceTested>()

  async function print({ config, availability }: DeviceStatus): Promise<DeviceTested> {
    const { id } = await deps.print(config.device, testPage(config, deps.profile(), deps.clock()))
    const known = newest.get(id)
    if (known !== undefined) return known
    const silent: DeviceTested = {
      outcome: 'waiting',
      reason: availability?.reason || 'the printer has not answered yet',
    }
    return await answerOr(prints, id, PRINT_MS, silent)
  }

  async function weigh(scale: DeviceStatus): Promise<DeviceTested> {
    try {
      return { outcome: 'done', reason: '', weight: await deps.scales.weighOn(scale) }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // Nothing on the plate: that is an answer, too.
      const isEmpty = error.extra['scale'] === 'zero'
      return isEmpty
        ? { outcome: 'done', reason: '', weight: 0 }
        : { outcome: 'failed', reason: error.message.slice(0, 300) }
    }
  }

  function show({ config, availability }: DeviceStatus): DeviceTested {
    if (availability?.state !== 'online') return offline(availability)
    const [first, second] = [config.name.slice(0, 20), 'Өө Үү Жя 1234567890']
    deps.send(config.device, {
      kind: 'show',
      jobId: deps.newId(),
      attempt: 1,
      lines: [
        { left: first, right: '' },
        { left: second, right: '' },
      ],
      expiresAt: deps.clock() + SHOW_MS,
    })
    return { outcome: 'sent', reason: '' }
  }

  return {
    async test(device) {
      const status = deps.devices.get(device)
      if (status === null) throw new Failure('not-found', `device ${device} not found`)
      switch (status.config.kind) {
        case 'receipt-printer':
          return await print(status)
        case 'scale':
          return await weigh(status)
        case 'customer-display':
          return show(status)
        case 'barcode-scanner':
        case 'card-reader':
          if (status.availability?.state !== 'online') return offline(status.availability)
          return await answerOr(readers, device, READ_MS, {
            outcome: 'failed',
            reason: `nothing was read for ${READ_MS / 1000} s`,
          })
        case 'reserved-line':
          throw new Failure('invalid', `${device} is reserved: nothing of ours is sent there`)
      }
    },
    heardEvent(device, event) {
      const tested: DeviceTested = { outcome: 'done', reason: '' }
      const settle = readers.get(device)
      if (event.kind === 'barcode.scanned') settle?.({ ...tested, read: event.data })
      else if (event.kind === 'card.read') settle?.(tested)
      else settle?.({ outcome: 'failed', reason: unreadWords[event.kind] })
    },
    heardJob({ id, kind, state, reason }) {
      if (kind !== 'document') return
      if (state !== 'done' && state !== 'failed' && state !== 'waiting') return
      const tested: DeviceTested = { outcome: state, reason }
      newest.set(id, tested)
      for (const oldest of newest.keys()) {
        if (newest.size <= WAITING_MAX) break
        newest.delete(oldest)
      }
      prints.get(id)?.(tested)
    },
  }
}

const unreadWords = {
  'card.refused': 'that was a payment card; nothing was kept',
  'card.unreadable': 'the card was not read: swipe it again',
  'barcode.unreadable': 'the code was not read: scan it again',
} as const

function offline(availability: DeviceStatus['availability']): DeviceTested {
  return { outcome: 'failed', reason: availability?.reason || noGateway }
}

/** The answer that comes under this name, or this one after a while. */
function answerOr(
  waiting: Map<string, (tested: DeviceTested) => void>,
  name: string,
  waitMs: number,
  otherwise: DeviceTested,
): Promise<DeviceTested> {
  if (waiting.size >= WAITING_MAX) throw new Failure('unavailable', 'too many devices are tried')
  waiting.get(name)?.({ outcome: 'failed', reason: 'somebody else tries it now' })
  return new Promise((resolve) => {
    const settle = (tested: DeviceTested) => {
      clearTimeout(timer)
      if (waiting.get(name) === settle) waiting.delete(name)
      resolve(tested)
    }
    const timer = setTimeout(() => settle(otherwise), waitMs)
    waiting.set(name, settle)
  })
}
