import type { LeasePin, PinTries } from '#shared/contracts/lease.ts'
import type { Statement } from '../journal/job.ts'
import type { Sql } from '../value/store.ts'
import type { CountedTries } from './lock.ts'

export interface PinOfAccount extends LeasePin {
  readonly account: string
}

/** Reads of `journal.db`; what is written goes as statements through the journal's writer. */
export function createPinStore(sql: Sql) {
  const counted = (where: string, args: readonly (string | number)[]) =>
    sql(`${triesSql} ${where}`, args).map(toTries)
  return {
    pinOf(account: string): LeasePin | undefined {
      const [row] = sql('SELECT version, sealed, locked_until FROM lease_pin WHERE account = ?', [
        account,
      ])
      if (row === undefined) return undefined
      const [version, sealed, lockedUntil] = row
      return {
        version: Number(version),
        sealed: typeof sealed === 'string' ? sealed : null,
        lockedUntil: orNull(lockedUntil),
      }
    },
    triesOf: (memberId: number): CountedTries | undefined =>
      counted('WHERE member_id = ?', [memberId])[0],
    /** Those that failed first, as many as one message takes. */
    allTries: (limit: number): CountedTries[] =>
      counted('ORDER BY wrong DESC, member_id DESC LIMIT ?', [limit]),
    place(): { readonly sealKey: string; readonly upTo: number } | undefined {
      const [row] = sql('SELECT seal_key, up_to FROM pin_place', [])
      return row === undefined ? undefined : { sealKey: String(row[0]), upTo: Number(row[1]) }
    },
  }
}
export type PinStore = ReturnType<typeof createPinStore>

/** Only beside an open lease of the account; an older version changes nothing. */
export function keepPin({ account, version, sealed, lockedUntil }: PinOfAccount): Statement {
  return { sql: keepSql, args: [account, version, sealed, lockedUntil, account] }
}

/** The last lease of the account may just have closed, in the same transaction. */
export const dropPinSql = `DELETE FROM lease_pin WHERE account = ? AND NOT EXISTS (SELECT 1
  FROM wallet_lease l WHERE l.account = lease_pin.account AND l.state IN ('open', 'recalled'))`

/** Leases of an ended epoch are dead, whatever their rows say. */
export function dropPinsOfEnded(epoch: number): Statement {
  return { sql: dropEndedSql, args: [epoch] }
}

/** What was sealed for another key cannot be read any more. */
export function beginPlace(sealKey: string): Statement[] {
  return [
    { sql: 'DELETE FROM lease_pin', args: [] },
    {
      sql: `INSERT INTO pin_place (one, seal_key, up_to) VALUES (1, ?, 0)
        ON CONFLICT (one) DO UPDATE SET seal_key = excluded.seal_key, up_to = 0`,
      args: [sealKey],
    },
  ]
}

export function saveUpTo(upTo: number): Statement {
  return { sql: 'UPDATE pin_place SET up_to = ? WHERE up_to < ?', args: [upTo, upTo] }
}

export function saveTries(tries: CountedTries): Statement {
  const { memberId, version, wrong, lockedMs, bootId, uptimeMs, lockedUntil } = tries
  const args = [memberId, version, tries.tries, wrong, lockedMs, bootId, uptimeMs, lockedUntil]
  return { sql: saveTriesSql, args }
}

export function toTold(
  { memberId, version, tries, wrong }: CountedTries,
  lockedUntil: number | null,
): PinTries {
  return { memberId, version, tries, wrong, lockedUntil }
}

const keepSql = `INSERT INTO lease_pin (account, version, sealed, locked_until)
  SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM wallet_lease
    WHERE account = ? AND state IN ('open', 'recalled'))
  ON CONFLICT (account) DO UPDATE SET version = excluded.version, sealed = excluded.sealed,
    locked_until = excluded.locked_until WHERE excluded.version >= lease_pin.version`
const dropEndedSql = `DELETE FROM lease_pin WHERE NOT EXISTS (SELECT 1 FROM wallet_lease l
  WHERE l.account = lease_pin.account AND l.state IN ('open', 'recalled') AND l.epoch = ?)`
const triesSql = `SELECT member_id, version, tries, wrong, locked_ms, boot_id, uptime_ms, locked_until
  FROM pin_try`
const saveTriesSql = `INSERT INTO pin_try
  (member_id, version, tries, wrong, locked_ms, boot_id, uptime_ms, locked_until)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (member_id) DO UPDATE SET version = excluded.version, tries = excluded.tries,
    wrong = excluded.wrong, locked_ms = excluded.locked_ms, boot_id = excluded.boot_id,
    uptime_ms = excluded.uptime_ms, locked_until = excluded.locked_until`

function toTries(row: readonly (string | number | null)[]): CountedTries {
  const [memberId, version, tries, wrong, lockedMs, bootId, uptimeMs, lockedUntil] = row
  return {
    memberId: Number(memberId),
    version: Number(version),
    tries: Number(tries),
    wrong: Number(wrong),
    lockedMs: Number(lockedMs),
    bootId: String(bootId),
    uptimeMs: Number(uptimeMs),
    lockedUntil: orNull(lockedUntil),
  }
}

function orNull(cell: string | number | null | undefined): number | null {
  return cell === null || cell === undefined ? null : Number(cell)
}
