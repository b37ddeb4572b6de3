import type { Duplex } from 'node:stream'
import { commands } from './commands.ts'
import {
  blockedBy,
  createStatusDecoder,
  decodeRealTime,
  type PrinterSensors,
  type StatusMessage,
} from './status.ts'

/** Commands and answers on one open line. Ends with its line; a new line is a new exchange. */
export interface Exchange {
  readonly isOpen: () => boolean
  /**
   * Settles when the line took the bytes; rejects when it is lost or takes nothing in time. While the
   * printer says by itself that it cannot print, the line takes nothing, and the time stands still.
   */
  write(bytes: Uint8Array, timeoutMs: number): Promise<void>
  /** `DLE EOT 1…4`; null when one stays unanswered. */
  sensors(timeoutMs: number): Promise<PrinterSensors | null>
  /** The two that matter before printing, and the others only when something is wrong. */
  quickSensors(timeoutMs: number): Promise<PrinterSensors | null>
  /** `GS r 1`: answered with `printed` when all that was sent before it is on paper. */
  askEnd(timeoutMs: number): Promise<void>
  /** How many of those answers are still to come. */
  owedEnds(): number
  forgetEnds(): void
  /** How many came on this line so far. */
  toldEnds(): number
  /** Settles when none of them is owed any more, when the printer tells of a change, or in time. */
  endsOrChange(timeoutMs: number): Promise<void>
  /** Bytes that were no answer to anything: a wrong speed, or another device. */
  heardNoise(): boolean
  /** The next message of a kind, or null after the time or the line's end. */
  next<Kind extends StatusMessage['kind']>(
    kind: Kind,
    timeoutMs: number,
  ): Promise<Extract<StatusMessage, { kind: Kind }> | null>
  close(): void
}

const chunkBytes = 4096

/** How long a late answer may still come before the next question is asked. */
const settleMs = 200

export function createExchange(
  line: Duplex,
  on: {
    readonly close: (reason: string) => void
    readonly sensors: (sensors: PrinterSensors) => void
  },
): Exchange {
  const decode = createStatusDecoder()
  const waiting = new Set<(message: StatusMessage | null) => void>()
  let open = true
  let reason = 'line closed'
  let owesAnswer = false
  let owedEnds = 0
  let toldEnds = 0
  let heardBytes = 0
  let held = false
  line.on('data', (chunk: Uint8Array) => {
    heardBytes += chunk.length
    for (const message of decode(chunk)) {
      if (message.kind === 'automatic') {
        held = blockedBy(message.state) !== ''
        on.sensors(message.state)
      }
      if (message.kind === 'printed') {
        owedEnds = Math.max(0, owedEnds - 1)
        toldEnds += 1
      }
      for (const waiter of waiting) waiter(message)
    }
  })
  line.on('error', (error) => {
    reason = error.message
  })
  line.on('end', () => line.destroy())
  line.on('close', () => {
    open = false
    for (const waiter of waiting) waiter(null)
    on.close(reason)
  })
  return {
    isOpen: () => open,
    write,
    sensors,
    quickSensors,
    askEnd,
    owedEnds: () => owedEnds,
    forgetEnds: () => {
      owedEnds = 0
    },
    toldEnds: () => toldEnds,
    endsOrChange,
    heardNoise: () => owesAnswer && heardBytes > 0,
    next,
    close: () => line.destroy(),
  }

  function endsOrChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (!open || owedEnds === 0) return resolve()
      const timer = setTimeout(() => settle(null), timeoutMs)
      waiting.add(settle)

      function settle(message: StatusMessage | null): void {
        const isNews = message === null || message.kind === 'automatic' || owedEnds === 0
        if (!isNews) return
        clearTimeout(timer)
        waiting.delete(settle)
        resolve()
      }
    })
  }

  async function askEnd(timeoutMs: number): Promise<void> {
    owedEnds += 1
    await write(commands.paperStatus, timeoutMs)
  }

  async function write(bytes: Uint8Array, timeoutMs: number): Promise<void> {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      await writeChunk(bytes.subarray(at, at + chunkBytes), timeoutMs)
    }
  }

  function writeChunk(chunk: Uint8Array, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!open) return reject(new Error(reason))
      let timer = setTimeout(giveUp, timeoutMs)
      const onLineClose = () => done(new Error(reason))
      line.once('close', onLineClose)
      line.write(chunk, (error) => done(error))

      function giveUp(): void {
        if (held) {
          timer = setTimeout(giveUp, timeoutMs)
          return
        }
        done(new Error(`the line took no data for ${timeoutMs} ms`))
        line.destroy()
      }

      function done(error: Error | null | undefined): void {
        clearTimeout(timer)
        line.off('close', onLineClose)
        if (error === null || error === undefined) resolve()
        else reject(error)
      }
    })
  }

  async function sensors(timeoutMs: number): Promise<PrinterSensors | null> {
    const printer = await ask(1, timeoutMs)
    const cause = printer === null ? null : await ask(2, timeoutMs)
    const error = cause === null ? null : await ask(3, timeoutMs)
    const paper = error === null ? null : await ask(4, timeoutMs)
    if (printer === null || cause === null || error === null || paper === null) return null
    return decodeRealTime([printer, cause, error, paper])
  }

  async function quickSensors(timeoutMs: number): Promise<PrinterSensors | null> {
    const printer = await ask(1, timeoutMs)
    const paper = printer === null ? null : await ask(4, timeoutMs)
    if (printer === null || paper === null) return null
    const quick = decodeRealTime([printer, 0x12, 0x12, paper])
    return blockedBy(quick) === '' ? quick : sensors(timeoutMs)
  }

  /** An answer does not say which question it is for: a late one must be gone before the next. */
  async function ask(kind: 1 | 2 | 3 | 4, timeoutMs: number): Promise<number | null> {
    if (owesAnswer) await next('real-time', settleMs)
    heardBytes = 0
    const answer = next('real-time', timeoutMs)
    try {
      await write(commands.realTimeStatus(kind), timeoutMs)
    } catch {
      // The line says itself why it closed.
      return null
    }
    const message = await answer
    owesAnswer = message === null
    return message?.value ?? null
  }

  function next<Kind extends StatusMessage['kind']>(kind: Kind, timeoutMs: number) {
    return new Promise<Extract<StatusMessage, { kind: Kind }> | null>((resolve) => {
      if (!open) return resolve(null)
      const timer = setTimeout(() => settle(null), timeoutMs)
      waiting.add(settle)

      function settle(message: StatusMessage | null): void {
        if (message !== null && !isKind(message, kind)) return
        clearTimeout(timer)
        waiting.delete(settle)
        resolve(message)
      }
    })
  }
}

function isKind<Kind extends StatusMessage['kind']>(
  message: StatusMessage,
  kind: Kind,
): message is Extract<StatusMessage, { kind: Kind }> {
  return message.kind === kind
}
