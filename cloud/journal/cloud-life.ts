import { type AlarmOrigin, end, raiseOnce } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { beginRecovery } from '../value/begin-recovery.ts'

const CLOCK_BEHIND_MS = 10 * 60_000

/** Which life of the group's database this is, and a time that never goes back (spine B1.2). */
export interface CloudLife {
  readonly incarnation: number
  /** UTC ms; the highest ever given, where this machine's clock is behind it. */
  readonly cloudTime: number
}

export function giveTime(hot: HotDatabase, now: number): CloudLife {
  const [incarnation, cloudTime] = hot.prepare(giveSql).get(now) ?? []
  return { incarnation: Number(incarnation), cloudTime: Number(cloudTime) }
}

/**
 * A clock that once stood in the future leaves the books there: whatever is leased by the right clock
 * has ended for every hub. Told when a hub comes, until the clock has caught up.
 */
export function watchClock(hot: HotDatabase, { cloudTime }: CloudLife, origin: AlarmOrigin): void {
  const about = { kind: 'clock-behind', subject: 'cloud' } as const
  if (cloudTime - origin.at < CLOCK_BEHIND_MS) {
    end(hot, about, origin.at)
    return
  }
  const lived = new Date(cloudTime).toISOString()
  const words = `The books were told that it was ${lived}, and the cloud's clock is behind that.`
  raiseOnce(hot, { ...about, words }, origin)
}

/**
 * For a database that was restored from a backup: no session of before is open in it any more, and
 * hubs see by the number that it may lack what they sent (spine B1.12). `least` keeps two lives of
 * one backup apart.
 */
export function beginIncarnation(hot: HotDatabase, least = 2): void {
  hot.prepare(beginSql).run(least)
  hot.prepare('UPDATE hub_head SET session = NULL, session_before = NULL, session_heard = 0').run()
  beginRecovery(hot)
}

const giveSql = `INSERT INTO cloud_life (one, incarnation, highest_time) VALUES (1, 1, ?)
  ON CONFLICT (one) DO UPDATE SET highest_time = max(highest_time, excluded.highest_time)
  RETURNING incarnation, highest_time`
const beginSql = `INSERT INTO cloud_life (one, incarnation, highest_time) VALUES (1, ?, 0)
  ON CONFLICT (one) DO UPDATE SET incarnation = max(incarnation + 1, excluded.incarnation)`
