import { asc, desc, eq, gt, min, sql } from 'drizzle-orm'
import { build, compile } from '../db/compile.ts'
import type { Statement } from '../journal/job.ts'
import type { Journal } from '../journal/journal.ts'
import { event, identity, lostPlace } from '../journal/schema.ts'
import { statement } from '../journal/statement.ts'
import { storedBody } from '../journal/stored-text.ts'

const name = sql.placeholder

export function createOutboxStore(journal: Journal) {
  const after = journal.prepare(
    build
      .select({
        seq: event.seq,
        epoch: event.epoch,
        hash: event.hash,
        firstHash: event.firstHash,
        body: storedBody,
      })
      .from(event)
      .where(gt(event.seq, name('seq')))
      .orderBy(asc(event.seq))
      .limit(name('limit')),
  )
  const at = journal.prepare(
    build
      .select({ at: event.at, epoch: event.epoch, hash: event.hash })
      .from(event)
      .where(eq(event.seq, name('seq'))),
  )
  const first = journal.prepare(build.select({ seq: min(event.seq) }).from(event))
  const lost = journal.prepare(
    build
      .select({ first: lostPlace.first, last: lostPlace.last })
      .from(lostPlace)
      .orderBy(desc(lostPlace.first))
      .limit(name('limit')),
  )
  return {
    after: (seq: number, limit: number) => after({ seq, limit }),
    /** Undefined = no such event. */
    at: (seq: number) => at({ seq })[0],
    /** Where the journal begins; 1 while nothing was pruned. */
    firstSeq: () => first()[0]?.seq ?? 1,
    /** The newest holes that a salvage left. */
    lostPlaces: (limit: number) => lost({ limit }),
  }
}
export type OutboxStore = ReturnType<typeof createOutboxStore>
export type OutboxEvent = ReturnType<OutboxStore['after']>[number]

const updateCloudSeq = compile(build.update(identity).set({ cloudSeq: sql`${name('cloudSeq')}` }))
export function saveCloudSeq(cloudSeq: number): Statement {
  return statement(updateCloudSeq, { cloudSeq })
}
