import { findHub } from '#cloud/hubs/store.ts'
import { createIngest } from '#cloud/journal/ingest.ts'
import type { TestCloud } from '../cloud/test-cloud.ts'
import { type Cost, costOf } from './cost.ts'

export const A_BATCH = 500
export const LINES = 10

/** A store with so many sales of ten lines, pushed a batch at a time by the ingest itself, without HTTP. */
export async function openIngestPush(
  cloud: TestCloud,
  sales: number,
): Promise<(from: number) => Promise<Cost>> {
  const hub = await cloud.claimHub(1)
  const lines = Array.from({ length: LINES }, (_, i) => ({
    productId: 1 + (i % 3),
    quantity: 1000,
  }))
  for (let i = 0; i < sales; i += 1) {
    cloud.now += 200
    hub.sell({ lines, cardShare: i % 2 })
  }

  const ingest = createIngest({ ...cloud, deliver: () => {} })
  const row = await findHub(cloud.group.db, hub.profile.hubId)
  if (row === undefined) throw new Error('the hub is gone')
  const met = await hub.meet({ head: { epoch: 1, seq: 0, hash: '' } })
  if (met.outcome !== 'go') throw new Error(`the cloud says ${met.outcome}`)
  const { session } = met
  return async (from) => {
    const batch = hub.batch({ from, to: from + A_BATCH - 1 })
    return await costOf(() => ingest.push(cloud.group, { hub: row, epoch: 1, session, ...batch }))
  }
}
