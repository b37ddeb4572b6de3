import type { PinTries } from '#shared/contracts/lease.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'

/** In `member_pin_try`: checked by the cloud itself. */
export const HERE = 0

export interface MemberPin {
  readonly memberId: number
  /** Null: it was taken away. */
  readonly verifier: string | null
  readonly version: number
  readonly changedAt: number
  readonly changedBy: string
}

export interface TriedPin extends PinTries {
  readonly hubId: number
  readonly at: number
}

export function pinOf(hot: HotDatabase, memberId: number): MemberPin | undefined {
  const row = hot.prepare(`${pinSql} WHERE member_id = ?`).get(memberId)
  return row && toPin(row)
}

/** Another PIN, none, or the same one unlocked: in each case a new version, with no tries. */
export function savePin(
  hot: HotDatabase,
  {
    memberId,
    verifier,
    at,
    by,
  }: { memberId: number; verifier: string | null; at: number; by: string },
): void {
  hot.prepare(savePinSql).run(memberId, verifier, at, by)
}

/** Against the present PIN, by where it was typed. */
export function triesOf(hot: HotDatabase, memberId: number): TriedPin[] {
  return hot.prepare(`${triesSql} WHERE t.member_id = ?`).all(memberId).map(toTried)
}

/** Where a hub stands. */
export function storeOfHub(hot: HotDatabase, hubId: number): string | null {
  const code = hot.prepare(storeSql).get(hubId)?.[0]
  return typeof code === 'string' ? code : null
}

/** What a hub has told before: more than its disk knows where that was put back. */
export function triesOfHub(hot: HotDatabase, hubId: number, limit: number): TriedPin[] {
  return hot
    .prepare(`${triesSql} WHERE t.hub_id = ? ORDER BY t.at DESC LIMIT ?`)
    .all(hubId, limit)
    .map(toTried)
}

/** An older disk's word changes nothing. */
export function saveTries(
  hot: HotDatabase,
  { memberId, hubId, version, tries, wrong, lockedUntil, at }: TriedPin,
): void {
  hot.prepare(saveTriesSql).run(memberId, hubId, version, tries, wrong, lockedUntil, at)
}

/** When the last of its locks ends; null = it is open. */
export function lockedUntil(tries: readonly TriedPin[], at: number): number | null {
  const ends = tries.flatMap((each) => each.lockedUntil ?? [])
  const last = Math.max(0, ...ends)
  return last > at ? last : null
}

const pinSql = 'SELECT member_id, verifier, version, changed_at, changed_by FROM member_pin'
const nextVersion = '(SELECT 1 + coalesce(max(version), 0) FROM member_pin)'
const savePinSql = `INSERT INTO member_pin (member_id, verifier, version, changed_at, changed_by)
  VALUES (?, ?, ${nextVersion}, ?, ?)
  ON CONFLICT (member_id) DO UPDATE SET verifier = excluded.verifier, version = excluded.version,
    changed_at = excluded.changed_at, changed_by = excluded.changed_by`
const storeSql = 'SELECT s.code FROM hub h JOIN store s ON s.id = h.store_id WHERE h.id = ?'
const triesSql = `SELECT t.member_id, t.hub_id, t.version, t.tries, t.wrong, t.locked_until, t.at
  FROM member_pin_try t JOIN member_pin p ON p.member_id = t.member_id AND p.version = t.version`
const saveTriesSql = `INSERT INTO member_pin_try
  (member_id, hub_id, version, tries, wrong, locked_until, at) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (member_id, hub_id) DO UPDATE SET version = excluded.version, tries = excluded.tries,
    wrong = excluded.wrong, locked_until = excluded.locked_until, at = excluded.at
    WHERE excluded.version > member_pin_try.version
      OR (excluded.version = member_pin_try.version AND excluded.tries >= member_pin_try.tries)`

function toPin([memberId, verifier, version, changedAt, changedBy]: HotRow): MemberPin {
  return {
    memberId: Number(memberId),
    verifier: typeof verifier === 'string' ? verifier : null,
    version: Number(version),
    changedAt: Number(changedAt),
    changedBy: String(changedBy),
  }
}

function toTried([memberId, hubId, version, tries, wrong, until, at]: HotRow): TriedPin {
  return {
    memberId: Number(memberId),
    hubId: Number(hubId),
    version: Number(version),
    tries: Number(tries),
    wrong: Number(wrong),
    lockedUntil: until === null || until === undefined ? null : Number(until),
    at: Number(at),
  }
}
