import { commands } from './commands.ts'
import type { Exchange } from './exchange.ts'
import type { PrinterProfile } from './profiles.ts'
import { blockedBy, type PrinterSensors } from './status.ts'
import { sleep } from './turns.ts'

/**
 * One try to get bytes onto paper. `blocked` before sending: nothing came out; `torn`: the paper
 * ran out or the cover was opened in the middle; `unknown`: sent, and no word about the rest.
 */
export type Attempt =
  | { readonly result: 'printed' }
  | { readonly result: 'blocked' | 'torn' | 'unknown'; readonly reason: string }

export const noAnswer = 'printer does not answer'

export interface AttemptTimes {
  readonly answerMs: number
  readonly completeMs: number
  readonly watchMs: number
}

export function createAttempts(options: {
  readonly profile: PrinterProfile
  readonly times: AttemptTimes
  /** How long the line itself takes for so many bytes: seconds on slow serial lines. */
  readonly lineMs: (bytes: number) => number
  readonly onSensors: (sensors: PrinterSensors | null) => void
}) {
  const { profile, times, lineMs, onSensors } = options
  return { print, check }

  /** Empty when the printer can print now. */
  async function check(exchange: Exchange): Promise<string> {
    if (!profile.status) return ''
    const sensors = await exchange.quickSensors(times.answerMs)
    onSensors(sensors)
    return sensors === null ? noAnswer : blockedBy(sensors)
  }

  async function print(
    exchange: Exchange,
    bytes: Uint8Array,
    onStart: () => void,
  ): Promise<Attempt> {
    const reason = await check(exchange)
    if (reason !== '') return { result: 'blocked', reason }
    onStart()
    try {
      await exchange.write(bytes, times.completeMs + lineMs(bytes.length))
    } catch (error) {
      return unknown(`line lost while printing: ${error instanceof Error ? error.message : ''}`)
    }
    return profile.status ? confirm(exchange, bytes.length) : trust(exchange, bytes.length)
  }

  /** A printer that never answers is done when the line has had time for the bytes. */
  async function trust(exchange: Exchange, sentBytes: number): Promise<Attempt> {
    await sleep(lineMs(sentBytes))
    return exchange.isOpen() ? { result: 'printed' } : unknown('line lost while printing')
  }

  /** Waits for the word that all is printed, and meanwhile watches paper and cover. */
  async function confirm(exchange: Exchange, sentBytes: number): Promise<Attempt> {
    const lineTimeMs = lineMs(sentBytes)
    let isPrinted: boolean | undefined
    const answer = exchange.next('printed', times.completeMs + lineTimeMs).then((message) => {
      isPrinted = message !== null
    })
    try {
      await exchange.write(commands.paperStatus, times.completeMs + lineTimeMs)
    } catch {
      return unknown('line lost while printing')
    }
    let missed = 0
    for (;;) {
      await Promise.race([answer, sleep(times.watchMs)])
      if (isPrinted === true) return { result: 'printed' }
      if (!exchange.isOpen()) return unknown('line lost while printing')
      if (isPrinted === false) return unknown(`no word of the end for ${times.completeMs} ms`)
      const sensors = await exchange.sensors(times.answerMs + lineTimeMs)
      if (isPrintedNow()) return { result: 'printed' }
      missed = sensors === null ? missed + 1 : 0
      if (missed >= 2) {
        onSensors(null)
        exchange.close()
        return unknown('printer went silent while printing')
      }
      if (sensors === null) continue
      onSensors(sensors)
      const reason = blockedBy(sensors)
      if (reason === '') continue
      await clearBuffer(exchange)
      return { result: 'torn', reason }
    }

    function isPrintedNow(): boolean {
      return isPrinted === true
    }
  }

  /** Or the rest of the torn receipt would come out before its second copy. */
  async function clearBuffer(exchange: Exchange): Promise<void> {
    if (!profile.clearsBuffer) return
    const cleared = exchange.next('block', times.answerMs)
    try {
      await exchange.write(commands.clearBuffer, times.answerMs)
    } catch {
      // The next check finds the line lost.
      return
    }
    await cleared
  }
}

function unknown(reason: string): Attempt {
  return { result: 'unknown', reason }
}
