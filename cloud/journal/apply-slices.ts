import type { PushAnswer } from '#shared/contracts/sync.ts'
import type { GroupDatabase } from '../db/open.ts'
import { accountsOfStore } from '../ledger/accounts.ts'
import { applyBatch, type BatchOrigin } from './apply.ts'
import type { IngestDeps, Push } from './ingest.ts'
import type { Pace } from './pace.ts'
import type { ReadEvent } from './read-events.ts'

export interface ReadPush {
  readonly push: Push
  /** Those that are new; at least one. */
  readonly rest: readonly ReadEvent[]
  /** The books end here. */
  readonly after: number
  readonly pace: Pace
}

/** So long a live sale of another store waits for a backlog's transaction. */
const sliceMs = 25

/**
 * Applies a push in one transaction; while others wait for the writer, in several, each with its
 * events, their effects and the mark, so that after a crash the hub goes on from the last of them.
 */
export async function applySlices(
  group: GroupDatabase,
  { push, rest: events, after: start, pace }: ReadPush,
  { clock, deliver }: Pick<IngestDeps, 'clock' | 'deliver'>,
): Promise<PushAnswer> {
  const { hub, epoch, session, firstSeq, packed } = push
  const { companyId, storeId } = hub
  const accounts = await accountsOfStore(group, { companyId, storeId })
  const origin = { hubId: hub.id, companyId, storeId, epoch, session, receivedAt: clock() }
  let body: BatchOrigin['body'] = { firstSeq, packed }
  let rest = events
  let after = start
  let quarantined = 0
  for (;;) {
    const applied = await group.writeHot((hot) => {
      const since = performance.now()
      const isTimeToEnd = () => performance.now() - since > sliceMs && group.othersWait()
      return applyBatch(
        hot,
        { ...origin, body, after },
        { events: rest, accounts, pace, isTimeToEnd },
      )
    })
    // The push may be the first word in its session, so the hub itself may be told too.
    deliver(group, [hub.id, ...applied.hubs])
    quarantined += applied.quarantined
    rest = rest.slice(applied.count)
    const { seq, hash } = applied.last
    if (rest.length === 0) return { cloudSeq: seq, hash, quarantined }
    after = seq
    body = { of: applied.bodyOf }
  }
}
