import type { BootAnchor } from '#shared/journal/corrected-time.ts'
import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import type { Asked } from './epochs.ts'
import { bootAnchor } from './time-schema.ts'

/** More would not make a time better: events that come late are between the newest two. */
const keptOfBoot = 8
const bootsKept = 32

/** What a handshake told of the hub's boot; of each hub only the newest stay. */
export function saveAnchor(
  hot: HotDatabase,
  told: Asked & { readonly hubId: number; readonly cloudTime: number; readonly session: string },
): void {
  const { hubId, bootId, uptimeMs, cloudTime, session } = told
  const anchor = { hubId, bootId, cloudTime, session }
  insert.into(hot)({ ...anchor, uptime: uptimeMs, roundTrip: 0 })
  hot.prepare(pruneBootSql).run(hubId, bootId, hubId, bootId, keptOfBoot)
  hot.prepare(pruneHubSql).run(hubId, hubId, bootsKept)
}

/** The hub says how long the answer took it. */
export function saveRoundTrip(
  hot: HotDatabase,
  { session, roundTripMs }: { readonly session: string; readonly roundTripMs: number },
  hubId: number,
): void {
  hot.prepare(roundTripSql).run(roundTripMs, hubId, session)
}

/** Of these boots of the hub. */
export function anchorsOf(
  hot: HotDatabase,
  hubId: number,
  boots: Iterable<string>,
): ReadonlyMap<string, readonly BootAnchor[]> {
  const anchors = new Map<string, BootAnchor[]>()
  const rows = hot.prepare(anchorsSql).all(JSON.stringify([...boots]), hubId)
  for (const [boot, uptime, cloudTime, roundTrip] of rows) {
    const [bootId, roundTripMs] = [String(boot), Number(roundTrip)]
    const uptimeMs = Number(uptime) + roundTripMs
    const anchor = { bootId, cloudTime: Number(cloudTime), uptimeMs, roundTripMs }
    const known = anchors.get(bootId)
    if (known === undefined) anchors.set(bootId, [anchor])
    else known.push(anchor)
  }
  return anchors
}

const insert = insertInto(bootAnchor)
const pruneBootSql = `DELETE FROM boot_anchor WHERE hub_id = ? AND boot_id = ? AND id NOT IN
  (SELECT id FROM boot_anchor WHERE hub_id = ? AND boot_id = ? ORDER BY id DESC LIMIT ?)`
const pruneHubSql = `DELETE FROM boot_anchor WHERE hub_id = ? AND boot_id NOT IN
  (SELECT boot_id FROM boot_anchor WHERE hub_id = ? GROUP BY boot_id ORDER BY max(id) DESC LIMIT ?)`
const roundTripSql = 'UPDATE boot_anchor SET round_trip = ? WHERE hub_id = ? AND session = ?'
const anchorsSql = `SELECT a.boot_id, a.uptime, a.cloud_time, a.round_trip FROM json_each(?) j
  CROSS JOIN boot_anchor a ON a.hub_id = ? AND a.boot_id = j.value ORDER BY a.id`
