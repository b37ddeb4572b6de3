import { createEnds } from './ends.ts'
import type { Exchange } from './exchange.ts'
import type { PrinterProfile } from './profiles.ts'
import { blockedBy, type PrinterSensors } from './status.ts'
import { sleep } from './turns.ts'

/**
 * One try to get a document onto paper. `blocked` before sending: nothing came out; `torn`: the paper
 * ran out or the cover was opened in the middle; `unknown`: sent, and no word about the rest.
 */
export type Attempt =
  | { readonly result: 'printed' }
  | { readonly result: 'blocked' | 'torn' | 'unknown'; readonly reason: string }

/** A document on its way to paper, over as many tries as it takes. */
export interface Paper {
  /** The bytes from a part on; `again` = what came out of an earlier try may be lying there. */
  encode(from: number, again: boolean): readonly Uint8Array[]
  /** Parts that are surely on paper. */
  printed: number
  /** The words that the printer had said when `printed` was counted. */
  told: number
  /** Parts in all, known from the first try on. */
  parts: number
}

const stillPrinting = 'still printing the rest of the torn receipt'

/** Before something is sent: why it cannot be done now, empty when it can. */
export interface Check {
  readonly reason: string
  readonly isSilent: boolean
}

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
  /** Why there is no answer, as far as the line tells. */
  readonly silence: (exchange: Exchange) => string
}) {
  const { profile, times, lineMs, onSensors, silence } = options
  const ends = createEnds(times.answerMs)
  return { print, check }

  async function check(exchange: Exchange): Promise<Check> {
    if (!profile.status) return { reason: '', isSilent: false }
    const sensors = await exchange.quickSensors(times.answerMs)
    onSensors(sensors)
    const isSilent = sensors === null
    return { reason: isSilent ? silence(exchange) : blockedBy(sensors), isSilent }
  }

  async function print(exchange: Exchange, paper: Paper, onStart: () => void): Promise<Attempt> {
    const { reason } = await check(exchange)
    if (reason !== '') return { result: 'blocked', reason }
    const isAgain = paper.parts > 0
    const others = await ends.takeOwed(exchange)
    if (others === null) return { result: 'blocked', reason: stillPrinting }
    if (isAgain) paper.printed += exchange.toldEnds() - paper.told - others
    if (isAgain && paper.printed >= paper.parts) return { result: 'printed' }
    const tellsEnd = profile.status && (await ends.findOut(exchange))
    const from = tellsEnd ? paper.printed : 0
    const parts = paper.encode(from, isAgain)
    paper.parts = from + parts.length
    onStart()
    const bytes = parts.reduce((sum, part) => sum + part.length, 0)
    const timeoutMs = times.completeMs + lineMs(bytes)
    try {
      for (const part of parts) {
        await exchange.write(part, timeoutMs)
        if (tellsEnd) await exchange.askEnd(timeoutMs)
      }
    } catch (error) {
      return unknown(`line lost while printing: ${error instanceof Error ? error.message : ''}`)
    }
    if (!profile.status) return trust(exchange, bytes)
    const attempt = await confirm(exchange, bytes, tellsEnd)
    if (attempt.result === 'torn') {
      paper.printed = tellsEnd ? paper.parts - exchange.owedEnds() : 0
      paper.told = exchange.toldEnds()
      if (profile.clearsBuffer) await ends.clearBuffer(exchange)
    }
    return attempt
  }

  /** A printer that never answers is done when the line has had time for the bytes. */
  async function trust(exchange: Exchange, sentBytes: number): Promise<Attempt> {
    await sleep(lineMs(sentBytes))
    return exchange.isOpen() ? { result: 'printed' } : unknown('line lost while printing')
  }

  /** Waits for the words that all is printed, and meanwhile watches paper and cover. */
  async function confirm(
    exchange: Exchange,
    sentBytes: number,
    tellsEnd: boolean,
  ): Promise<Attempt> {
    const lineTimeMs = lineMs(sentBytes)
    const waitMs = (tellsEnd ? times.completeMs : times.settleMs) + lineTimeMs
    let owed = exchange.owedEnds()
    let deadline = performance.now() + waitMs
    let missed = 0
    for (;;) {
      if (tellsEnd) await exchange.endsOrChange(times.watchMs)
      else await sleep(Math.min(times.watchMs, waitMs))
      if (isTold()) return { result: 'printed' }
      if (!exchange.isOpen()) return unknown('line lost while printing')
      if (exchange.owedEnds() < owed) deadline = performance.now() + waitMs
      owed = exchange.owedEnds()
      const isLate = performance.now() > deadline
      if (isLate && tellsEnd) return unknown(`no word of the end for ${times.completeMs} ms`)
      const sensors = await exchange.quickSensors(times.answerMs + lineTimeMs)
      if (isTold()) return { result: 'printed' }
      missed = sensors === null ? missed + 1 : 0
      if (missed >= 2) {
        onSensors(null)
        exchange.close()
        return unknown('printer went silent while printing')
      }
      if (sensors === null) continue
      onSensors(sensors)
      const reason = blockedBy(sensors)
      if (reason !== '') return { result: 'torn', reason }
      // Without a word of the end, a good status after the time is the best there is.
      if (isLate) return { result: 'printed' }
    }

    function isTold(): boolean {
      return tellsEnd && exchange.owedEnds() === 0 && exchange.isOpen()
    }
  }
}

function unknown(reason: string): Attempt {
  return { result: 'unknown', reason }
}
