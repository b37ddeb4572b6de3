import type { Journal } from '../journal.ts'

/** Tells once when SQLite meets a damaged page; the error goes on to whoever asked. */
export function watchDamage(journal: Journal, onDamage: (reason: string) => void): Journal {
  let isTold = false
  const look = (error: unknown): void => {
    const words = error instanceof Error ? error.message : String(error)
    if (isTold || !/disk image is malformed|not a database/i.test(words)) return
    isTold = true
    onDamage(words)
  }
  const watch =
    <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      try {
        const result = call(...args)
        if (result instanceof Promise) result.catch(look)
        return result
      } catch (error) {
        look(error)
        throw error
      }
    }
  return {
    ...journal,
    append: watch(journal.append),
    execute: watch(journal.execute),
    read: watch(journal.read),
    rows: watch(journal.rows),
    receive: watch(journal.receive),
    closeLeases: watch(journal.closeLeases),
    eventById: watch(journal.eventById),
    eventBySeq: watch(journal.eventBySeq),
    prepare: (query) => watch(journal.prepare(query)),
  }
}
