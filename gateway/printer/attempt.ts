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
const stillPrinting = 'still printing the rest of the torn receipt'

export interface AttemptTimes {
  readonly answerMs: number
  readonly completeMs: number
  readonly watchMs: number
  /** What a receipt needs at most, for a printer that does not say when it is out. */
  readonly settleMs: number
}

export function createAttempts(options: {
  readonly profile: PrinterProfile
  readonly times: AttemptTimes
  /** How long the line itself takes for so many bytes: seconds on slow serial lines. */
  readonly lineMs: (bytes: number) => number
  readonly onSensors: (sensors: PrinterSensors | null) => void
}) {
  const { profile, times, lineMs, onSensors } = options
  const tellsEndByExchange = new WeakMap<Exchange, boolean>()
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
    if (!(await takeOwedEnds(exchange))) return { result: 'blocked', reason: stillPrinting }
    const tellsEnd = profile.status && (await findOutIfItTellsEnd(exchange))
    onStart()
    try {
      await exchange.write(bytes, times.completeMs + lineMs(bytes.length))
    } catch (error) {
      return unknown(`line lost while printing: ${error instanceof Error ? error.message : ''}`)
    }
    return profile.status
      ? confirm(exchange, bytes.length, tellsEnd)
      : trust(exchange, bytes.length)
  }

  /**
   * Some clones answer `DLE EOT` and leave `GS r` unanswered. Asked once per line, while nothing
   * is being printed: later, no answer would mean an unsure receipt and a second copy each time.
   */
  async function findOutIfItTellsEnd(exchange: Exchange): Promise<boolean> {
    const known = tellsEndByExchange.get(exchange)
    if (known !== undefined) return known
    const answer = exchange.next('printed', times.answerMs)
    try {
      await exchange.askEnd(times.answerMs)
    } catch {
      // The line is gone, as the next write says.
      return false
    }
    const tellsEnd = (await answer) !== null
    exchange.forgetEnds()
    if (exchange.isOpen()) tellsEndByExchange.set(exchange, tellsEnd)
    return tellsEnd
  }

  /**
   * With new paper a printer first prints the rest of the torn receipt and says so. That word must
   * not be taken for the end of the second copy. False while it is still at it.
   */
  async function takeOwedEnds(exchange: Exchange): Promise<boolean> {
    if (exchange.owedEnds() === 0) return true
    const owedBefore = exchange.owedEnds()
    try {
      // A word of our own behind it: it comes for certain, where the other may be lost.
      if (owedBefore === 1) await exchange.askEnd(times.answerMs)
    } catch {
      return false
    }
    const owedNow = exchange.owedEnds()
    while (exchange.owedEnds() > 0) {
      if ((await exchange.next('printed', times.answerMs)) === null) break
    }
    if (exchange.owedEnds() === owedNow) return false
    exchange.forgetEnds()
    return true
  }

  /** A printer that never answers is done when the line has had time for the bytes. */
  async function trust(exchange: Exchange, sentBytes: number): Promise<Attempt> {
    await sleep(lineMs(sentBytes))
    return exchange.isOpen() ? { result: 'printed' } : unknown('line lost while printing')
  }

  /** Waits for the word that all is printed, and meanwhile watches paper and cover. */
  async function confirm(
    exchange: Exchange,
    sentBytes: number,
    tellsEnd: boolean,
  ): Promise<Attempt> {
    const lineTimeMs = lineMs(sentBytes)
    let isPrinted: boolean | undefined
    const end = tellsEnd
      ? exchange.next('printed', times.completeMs + lineTimeMs).then((message) => message !== null)
      : sleep(times.settleMs + lineTimeMs).then(() => true)
    const answer = end.then((is) => {
      isPrinted = is
    })
    if (tellsEnd) {
      try {
        await exchange.askEnd(times.completeMs + lineTimeMs)
      } catch {
        return unknown('line lost while printing')
      }
    }
    let missed = 0
    for (;;) {
      await Promise.race([answer, sleep(times.watchMs)])
      if (isPrinted === true && tellsEnd) return { result: 'printed' }
      if (!exchange.isOpen()) return unknown('line lost while printing')
      if (isPrinted === false) return unknown(`no word of the end for ${times.completeMs} ms`)
      const sensors = await exchange.sensors(times.answerMs + lineTimeMs)
      if (tellsEnd && isPrintedNow()) return { result: 'printed' }
      missed = sensors === null ? missed + 1 : 0
      if (missed >= 2) {
        onSensors(null)
        exchange.close()
        return unknown('printer went silent while printing')
      }
      if (sensors === null) continue
      onSensors(sensors)
      const reason = blockedBy(sensors)
      // Without a word of the end, a good status after the time is the best there is.
      if (reason === '' && isPrintedNow()) return { result: 'printed' }
      if (reason === '') continue
      const isCleared = await clearBuffer(exchange)
      if (isCleared) exchange.forgetEnds()
      return { result: 'torn', reason }
    }

    function isPrintedNow(): boolean {
      return isPrinted === true
    }
  }

  /** Or the rest of the torn receipt would come out before its second copy. */
  async function clearBuffer(exchange: Exchange): Promise<boolean> {
    if (!profile.clearsBuffer) return false
    const cleared = exchange.next('block', times.answerMs)
    try {
      await exchange.write(commands.clearBuffer, times.answerMs)
    } catch {
      // The next check finds the line lost.
      return false
    }
    return (await cleared) !== null
  }
}

function unknown(reason: string): Attempt {
  return { result: 'unknown', reason }
}
