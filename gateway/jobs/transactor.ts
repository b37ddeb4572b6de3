import type { DeviceJob, TransactionFields } from '#shared/contracts/device.ts'

/** `failed`: the device itself said that nothing was done. `unknown`: nobody said anything certain. */
export interface TransactionEnd {
  readonly outcome: 'done' | 'failed' | 'unknown'
  readonly reason: string
  readonly answer?: TransactionFields
}

/** `jobId` is what the device is asked for later; a driver that may choose the device's own reference uses it. */
export type Transaction = Pick<
  Extract<DeviceJob, { kind: 'transaction' }>,
  'jobId' | 'request' | 'expiresAt'
>

/**
 * What drivers of payment terminals and fiscal printers do. The hub has written the intent down before
 * `begin` is called, and nobody calls it twice: after a time-out, a lost line or a restart only `ask`.
 */
export interface Transactor {
  /** `tell` takes words for the cashier. After `stop` it asks the device to give up, and ends soon. */
  begin(job: Transaction, tell: (words: string) => void, stop: AbortSignal): Promise<TransactionEnd>
  /** Reads the device's last state of it and changes nothing there. */
  ask(job: Transaction, tell: (words: string) => void, stop: AbortSignal): Promise<TransactionEnd>
}

export interface TransactionTimes {
  /** Of a driver that was told to stop. */
  readonly graceMs: number
  /** Of one question. */
  readonly askMs: number
}

export const transactionTimes: TransactionTimes = { graceMs: 10_000, askMs: 30_000 }

/** A step with its deadline: a driver that does not end in time leaves an unknown outcome. */
export async function runTransaction(
  transactor: Transactor,
  job: Extract<DeviceJob, { kind: 'transaction' }>,
  deps: {
    readonly tell: (words: string) => void
    readonly stop: AbortController
    readonly clock: () => number
    readonly times: TransactionTimes
  },
): Promise<TransactionEnd> {
  const { stop, tell, clock, times } = deps
  const isBegin = job.step === 'begin'
  const leftMs = isBegin ? job.expiresAt - clock() : times.askMs
  if (leftMs <= 0) return { outcome: 'failed', reason: 'it came too late' }
  const deadline = setTimeout(() => stop.abort(), Math.min(leftMs, 2 ** 31 - 1))
  let grace: NodeJS.Timeout | undefined
  const late = new Promise<TransactionEnd>((resolve) => {
    stop.signal.addEventListener('abort', () => {
      const end = { outcome: 'unknown', reason: 'the device did not end it in time' } as const
      grace = setTimeout(() => resolve(end), times.graceMs)
    })
  })
  try {
    const ended = isBegin
      ? transactor.begin(job, tell, stop.signal)
      : transactor.ask(job, tell, stop.signal)
    return await Promise.race([ended, late])
  } finally {
    clearTimeout(deadline)
    clearTimeout(grace)
  }
}
