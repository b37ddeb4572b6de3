import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { localTime } from '#shared/domain/business-day.ts'
import { pruneStep, pruneUpTo } from '#shared/journal/prune.ts'
import type { DayMarks } from './day-marks.ts'
import type { Statement } from './job.ts'
import type { Journal } from './journal.ts'

const EVERY_MS = 10 * 60_000
const BETWEEN_STEPS_MS = 200
/** A start checks so much of the chain, and the head is read back from its last two records. */
const ALWAYS_KEPT = 200

export interface PruneDeps {
  readonly journal: Journal
  readonly marks: DayMarks
  /** No later than this is it now, by the cloud; null = nobody knows, so nothing is old. */
  readonly now: () => number | null
  /** The cloud has everything up to here, as it said in this session; null = it has not spoken. */
  readonly acknowledgedSeq: () => number | null
  readonly isNight: () => boolean
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** Lets go of records older than 35 days, at night, in steps that no sale waits for (spine C). */
export function startPruning(deps: PruneDeps): { readonly stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  const stopping = new AbortController()
  const look = (): void => {
    running = running
      .then(() => pruneNow(deps, stopping.signal))
      .catch((err: unknown) => deps.log.warn({ err }, 'the journal was not pruned'))
  }
  const timer = setInterval(look, EVERY_MS)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}

/** Answers up to which record the journal is gone now. */
export async function pruneNow(deps: PruneDeps, stopping?: AbortSignal): Promise<number> {
  const { journal, marks, log } = deps
  const before = prunedSeq(journal)
  const now = deps.now()
  const acknowledgedSeq = deps.acknowledgedSeq()
  if (now === null || acknowledgedSeq === null) return before
  marks.note({ seq: journal.head().seq, at: now })
  const state = { prunedSeq: before, acknowledgedSeq, marks: marks.all(), now }
  const most = pruneUpTo({ ...state, neededFrom: null })
  const target = pruneUpTo({ ...state, neededFrom: neededFrom(journal, most) })
  let pruned = before
  while (pruned < target && deps.isNight() && stopping?.aborted !== true) {
    pruned += pruneStep
    await journal.execute(pruneStatements(pruned))
    await sleep(BETWEEN_STEPS_MS, undefined, { ref: false })
  }
  if (pruned > before) log.info({ from: before + 1, to: pruned }, 'the journal was pruned')
  return pruned
}

/** Records up to here are gone; 0 = none yet. */
export function prunedSeq(journal: Pick<Journal, 'read'>): number {
  const [row] = journal.read('SELECT min(seq) AS seq FROM event', [])
  return Math.max(0, Number(row?.['seq'] ?? 1) - 1)
}

/** The first record that somebody still needs, among those up to `most`. */
function neededFrom(journal: Journal, most: number): number {
  const [row] = journal.read(neededSql, [most])
  const needed = Number(row?.['seq'] ?? Number.MAX_SAFE_INTEGER)
  return Math.min(needed, journal.head().seq - ALWAYS_KEPT + 1)
}

/** The opening of an open shift, and the grant of an open lease, from which a wallet is rebuilt. */
const neededSql = `SELECT min(seq) AS seq FROM (
  SELECT seq FROM shift WHERE closed_at IS NULL
  UNION ALL
  SELECT seq FROM event WHERE seq <= ? AND type = 'lease.granted'
    AND json_extract(body, '$.envelope.word.lease') IN
      (SELECT id FROM wallet_lease WHERE state IN ('open', 'recalled')))`

/** The records and what only they explain; counters, open shifts and leases stay. */
export function pruneStatements(upTo: number): Statement[] {
  return [
    'DELETE FROM refunded WHERE receipt_seq <= ?',
    'DELETE FROM receipt WHERE seq <= ?',
    'DELETE FROM own_movement WHERE seq <= ?',
    'DELETE FROM taken_place WHERE seq <= ?',
    'DELETE FROM issued_coupon WHERE seq <= ?',
    `DELETE FROM shift_tender WHERE shift_id IN
      (SELECT id FROM shift WHERE seq <= ? AND closed_at IS NOT NULL)`,
    'DELETE FROM shift WHERE seq <= ? AND closed_at IS NOT NULL',
    'DELETE FROM lost_place WHERE last <= ?',
    'DELETE FROM event WHERE seq <= ?',
  ].map((sql) => ({ sql, args: [upTo] }))
}

/** From two to five, where the store is. */
export function isNight(at: number, timeZone: string): boolean {
  const { time } = localTime(at, timeZone)
  return time >= '02' && time < '05'
}
