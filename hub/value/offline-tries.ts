import type { Logger } from 'pino'
import { MAX_OFFLINE_TRIES_SAID } from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Journal } from '../journal/journal.ts'
import type { ValueLine } from './line.ts'

/** Payments in value without the internet: how many were served, which HQ sees as coverage. */
export interface OfflineTries {
  /** Counts the try by how it ends, where the line is away. */
  readonly count: <Answer>(programme: string, pay: () => Promise<Answer>) => Promise<Answer>
  /** Tells the cloud what it has counted, if that is more than it was told before. */
  readonly tell: () => void
}

/** The journal's records stay as long. */
const KEPT_DAYS = 35

export function createOfflineTries(deps: {
  readonly journal: Pick<Journal, 'rows' | 'execute'>
  readonly line: ValueLine
  readonly businessDay: (daysAgo: number) => string
  readonly log: Logger
}): OfflineTries {
  const { journal, line, log } = deps
  let isTold = false

  const note = (programme: string, outcome: string): void => {
    const saved = journal.execute([
      { sql: saveSql, args: [deps.businessDay(0), programme, outcome] },
      { sql: dropSql, args: [deps.businessDay(KEPT_DAYS)] },
    ])
    saved.then(
      () => {
        isTold = false
      },
      (error: unknown) => log.warn({ err: error }, 'an offline try is not counted'),
    )
  }
  return {
    async count(programme, pay) {
      const isOffline = !line.isOpen()
      try {
        const answer = await pay()
        if (isOffline) note(programme, 'paid')
        return answer
      } catch (error) {
        const why = hindranceOf(error)
        // A line that died unnoticed. And a till asks for the PIN first: the try comes with it.
        const isTry = isOffline ? why !== 'pin-needed' : why === 'no-answer'
        if (isTry && why !== null) note(programme, why)
        throw error
      }
    },
    tell() {
      if (isTold) return
      const tries = journal.rows(triesSql, []).map(([businessOn, programme, outcome, count]) => ({
        businessOn: String(businessOn),
        programme: String(programme),
        outcome: String(outcome),
        tries: Number(count),
      }))
      isTold = tries.length === 0 || line.send({ kind: 'offline-tries', tries })
    },
  }
}

function hindranceOf(error: unknown): string | null {
  if (!(error instanceof Failure)) return null
  const why = error.extra['hindrance']
  return typeof why === 'string' ? why : null
}

const saveSql = `INSERT INTO offline_try (business_on, programme, outcome, tries)
  VALUES (?, ?, ?, 1)
  ON CONFLICT (business_on, programme, outcome) DO UPDATE SET tries = tries + 1`
const dropSql = 'DELETE FROM offline_try WHERE business_on < ?'
const triesSql = `SELECT business_on, programme, outcome, tries FROM offline_try
  ORDER BY business_on DESC, programme, outcome LIMIT ${MAX_OFFLINE_TRIES_SAID}`
