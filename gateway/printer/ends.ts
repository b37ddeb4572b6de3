import { commands } from './commands.ts'
import type { Exchange } from './exchange.ts'

/** The words that a printer is done (`GS r`): whether it says them, and those it still owes. */
export function createEnds(answerMs: number) {
  const tellsEndByExchange = new WeakMap<Exchange, boolean>()
  const toldAtProbe = new WeakMap<Exchange, number>()
  return { findOut, takeOwed, clearBuffer }

  /**
   * Some clones answer `DLE EOT` and leave `GS r` unanswered. Asked once per line, while nothing
   * is being printed: later, no answer would mean an unsure receipt and a second copy each time.
   */
  async function findOut(exchange: Exchange): Promise<boolean> {
    const known = tellsEndByExchange.get(exchange)
    if (known !== undefined) return known
    const answer = exchange.next('printed', answerMs)
    try {
      await exchange.askEnd(answerMs)
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
   * With new paper a printer that kept the rest of a torn receipt prints it first and says so part by
   * part. Null while it is still at it; else how many words beside those of the parts were said.
   */
  async function takeOwed(exchange: Exchange): Promise<0 | 1 | null> {
    if (exchange.owedEnds() > 0 && !toldAtProbe.has(exchange)) {
      toldAtProbe.set(exchange, exchange.toldEnds())
      // A word of our own behind them: it comes for certain, where the others may be lost.
      await exchange.askEnd(answerMs).catch(() => undefined)
    }
    const before = toldAtProbe.get(exchange)
    if (before === undefined) return 0
    while (exchange.owedEnds() > 0) {
      if ((await exchange.next('printed', answerMs)) === null) break
    }
    if (exchange.toldEnds() === before) return null
    toldAtProbe.delete(exchange)
    exchange.forgetEnds()
    return 1
  }

  /** Or the rest of the torn receipt would come out before its second piece. */
  async function clearBuffer(exchange: Exchange): Promise<void> {
    const cleared = exchange.next('block', answerMs)
    try {
      await exchange.write(commands.clearBuffer, answerMs)
    } catch {
      // The next check finds the line lost.
      return
    }
    if ((await cleared) !== null) exchange.forgetEnds()
  }
}
