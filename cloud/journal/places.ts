import type { z } from 'zod'
import type { BookedPlaces } from '#shared/contracts/sync.ts'
import type { HotDatabase } from '../db/hot.ts'

type BookedPlace = z.infer<typeof BookedPlaces>['items'][number]

/**
 * From where the books took events of a company: the place of the feed's marks from which balances
 * hold their movements, in quarantine or not (spine B2.1, B3). A repeat moved nothing.
 */
export function bookedPlaces(
  hot: HotDatabase,
  companyId: number,
  ids: readonly string[],
): BookedPlace[] {
  const rows = hot.prepare(placesSql).all(JSON.stringify(ids), companyId)
  return rows.map(([id, hub, epoch, seq]) => {
    return { id: String(id), hub: Number(hub), epoch: Number(epoch), seq: Number(seq) }
  })
}

/** CROSS JOIN fixes the order: look up each id by index, never scan the table. */
const placesSql = `SELECT e.event_id, e.hub_id, e.epoch, e.seq FROM json_each(?) j
  CROSS JOIN event e ON e.event_id = j.value JOIN hub h ON h.id = e.hub_id
  WHERE h.company_id = ?`
