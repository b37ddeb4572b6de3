import type { Run } from './job.ts'

/**
 * The last receipt number given out, per till and epoch: a row of the journal, and in memory, where
 * it moves only when COMMIT has returned (spine A1).
 */
export interface Counters {
  readonly last: (till: string, epoch: number) => number
  /** In the present transaction. */
  readonly move: (till: string, epoch: number, counter: number) => void
  /** What became of the transaction. */
  readonly ended: (isCommitted: boolean) => void
}

export function createCounters(run: Run): Counters {
  const committed = new Map<string, number>()
  const moved = new Map<string, number>()
  return {
    last(till, epoch) {
      const key = keyOf(till, epoch)
      const known = moved.get(key) ?? committed.get(key)
      if (known !== undefined) return known
      const stored = Number(run({ sql: readSql, args: [till, epoch] }).rows[0]?.[0] ?? 0)
      committed.set(key, stored)
      return stored
    },
    move(till, epoch, counter) {
      run({ sql: moveSql, args: [till, epoch, counter] })
      moved.set(keyOf(till, epoch), counter)
    },
    ended(isCommitted) {
      if (isCommitted) for (const [key, counter] of moved) committed.set(key, counter)
      moved.clear()
    },
  }
}

const readSql = 'SELECT counter FROM till_counter WHERE till = ? AND epoch = ?'
const moveSql = `INSERT INTO till_counter (till, epoch, counter) VALUES (?, ?, ?)
  ON CONFLICT (till, epoch) DO UPDATE SET counter = excluded.counter`

function keyOf(till: string, epoch: number): string {
  return `${epoch} ${till}`
}
