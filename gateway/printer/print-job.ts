import type { PrintDocument } from '#shared/contracts/print.ts'
import type { Attempt, Paper } from './attempt.ts'
import { commands } from './commands.ts'
import type { Connection } from './connection.ts'
import { encodeParts } from './encode.ts'
import type { Exchange } from './exchange.ts'
import type { PrinterProfile } from './profiles.ts'
import type { Alarm } from './turns.ts'

export interface PrintJob {
  /** Null where `raw` says what to print. */
  readonly document: PrintDocument | null
  /** Bytes of other software: sent as they are, from a fresh state of the printer to a fresh one. */
  readonly raw?: Uint8Array
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

export interface PrintJobDeps {
  readonly profile: PrinterProfile
  readonly columns: number
  readonly font: 'A' | 'B' | undefined
  readonly hasDrawer: boolean
  readonly connection: Connection
  readonly alarm: Alarm
  readonly clock: () => number
  readonly isClosing: () => boolean
  readonly inLineTurn: <T>(job: () => Promise<T>) => Promise<T>
  readonly print: (exchange: Exchange, paper: Paper, onStart: () => void) => Promise<Attempt>
  readonly waitMs: number
  readonly answerMs: number
  readonly drawerLateMs: number
}

/**
 * Tries until the receipt is out: waits for paper, cover and connection, and goes on with a torn
 * receipt from the first lines that are not surely on paper. Where the printer does not say how far it
 * came, the receipt is printed again from its start, marked DUPLICATE. Gives up only where going on
 * could surprise somebody.
 */
export async function doPrintJob(
  job: PrintJob,
  report: (progress: PrintProgress) => void,
  deps: PrintJobDeps,
): Promise<PrintOutcome> {
  const takenAt = deps.clock()
  let drawerDue = job.openDrawer && deps.hasDrawer
  let waitingFor = ''
  /** The line on which a part of the receipt came out. */
  let tornOn: Exchange | undefined
  let isDuplicate = job.duplicate
  const paper: Paper = { encode, printed: 0, told: 0, parts: 0 }
  for (;;) {
    if (deps.isClosing()) return giveUp('stopped', 'the gateway stopped')
    if (job.expiresAt !== null && deps.clock() >= job.expiresAt) {
      return giveUp('failed', `expired while waiting: ${waitingFor || 'came too late'}`)
    }
    const exchange = deps.connection.current()
    if (tornOn !== undefined && exchange !== tornOn) {
      return giveUp('unknown', 'line lost in the middle of the receipt')
    }
    if (exchange === null) {
      await wait(deps.connection.problem())
      continue
    }
    const attempt = await deps.inLineTurn(() => tryOnce(exchange))
    switch (attempt.result) {
      case 'printed':
        return { outcome: 'done', reason: '' }
      case 'unknown':
        return { outcome: 'unknown', reason: attempt.reason }
      case 'torn':
        tornOn = exchange
        await wait(attempt.reason)
        break
      case 'blocked':
        await openDrawerNow(exchange)
        await wait(attempt.reason)
        break
    }
  }

  function encode(from: number, again: boolean): readonly Uint8Array[] {
    const isLate = deps.clock() - takenAt > deps.drawerLateMs
    // Once said, it stays: the parts of the two are not the same lines.
    if (again && from === 0) isDuplicate = true
    if (job.document === null) return [encodeRaw(job.raw ?? new Uint8Array(), isDuplicate)]
    return encodeParts(job.document, {
      profile: deps.profile,
      columns: deps.columns,
      font: deps.font,
      duplicate: isDuplicate,
      openDrawer: drawerDue && !isLate,
      from,
    })
  }

  function tryOnce(exchange: Exchange): Promise<Attempt> {
    return deps.print(exchange, paper, () => {
      drawerDue = false
      waitingFor = ''
      report({ state: 'printing', reason: '' })
    })
  }

  /** The customer is waiting for change, whatever the paper does. */
  async function openDrawerNow(exchange: Exchange): Promise<void> {
    if (!drawerDue || !deps.profile.realTimeDrawer) return
    drawerDue = false
    await deps
      .inLineTurn(() => exchange.write(commands.openDrawerNow, deps.answerMs))
      // The line is gone: the next round sees it and says so.
      .catch(() => undefined)
  }

  async function wait(reason: string): Promise<void> {
    if (reason !== waitingFor) report({ state: 'waiting', reason: reason.slice(0, 200) })
    waitingFor = reason
    await deps.alarm.wait(deps.waitMs)
  }

  function giveUp(outcome: PrintOutcome['outcome'], reason: string): PrintOutcome {
    return { outcome: tornOn === undefined ? outcome : 'unknown', reason: reason.slice(0, 200) }
  }
}

/** Whatever it left switched on would change the next receipt. */
function encodeRaw(raw: Uint8Array, isDuplicate: boolean): Uint8Array {
  const mark = isDuplicate ? [Buffer.from('DUPLICATE\n')] : []
  return Buffer.concat([commands.initialize, ...mark, raw, commands.initialize])
}
