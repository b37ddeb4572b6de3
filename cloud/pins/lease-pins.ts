import type { LeasePin } from '#shared/contracts/lease.ts'
import { openAmount } from '#shared/value/lease.ts'
import type { HotDatabase } from '../db/hot.ts'
import { readAccount } from '../value/account-of-member.ts'
import { readProgrammes } from '../value/programmes.ts'
import { paysWithPin } from './check-hold.ts'
import { seal } from './seal.ts'
import { lockedUntil, pinOf, triesOf } from './store.ts'

export interface AccountPin extends LeasePin {
  readonly account: string
}

/** What goes to one hub beside its leases and loaded balances, sealed with its key. */
export interface LeasePins {
  /** Undefined: points of the programme pay without a PIN, or the hub has told no key yet. */
  of(account: string): AccountPin | undefined
  /** The same, of an account that a store spends by the balance it loaded, without leases. */
  ofLoaded(account: string): AccountPin | undefined
}

export function openLeasePins(
  hot: HotDatabase,
  { hubId, at }: { hubId: number; at: number },
): LeasePins {
  const programmes = readProgrammes(hot)
  const wants = new Map<number, boolean>()
  const pins: LeasePins = {
    ofLoaded(account) {
      const rule = programmes.of(account)?.programme.terms.offline
      return rule === 'local-balance' ? pins.of(account) : undefined
    },
    of(account) {
      const named = programmes.of(account)
      if (named === undefined || named.memberId === null) return undefined
      const { programme, memberId } = named
      const isWanted = wants.get(programme.id) ?? paysWithPin(programme)
      wants.set(programme.id, isWanted)
      const key = isWanted ? hot.prepare(keySql).get(hubId)?.[0] : null
      if (typeof key !== 'string') return undefined
      const pin = pinOf(hot, memberId)
      const version = pin?.version ?? 0
      const text = pin?.verifier ?? null
      // Bound to the account and the version, so that it cannot stand beside others.
      const sealed = text === null ? null : seal(key, { name: `${account} ${version}`, text })
      return { account, version, sealed, lockedUntil: lockedUntil(triesOf(hot, memberId), at) }
    },
  }
  return pins
}

/** Accounts of which the hub holds open leases, whose PIN changed after this version. */
export function accountsChanged(hot: HotDatabase, hubId: number, after: number): string[] {
  return hot
    .prepare(changedSql)
    .all(hubId, after)
    .map(([account]) => String(account))
}

/** Who holds open leases of a member's accounts. */
export function holdersOf(hot: HotDatabase, memberId: number): Map<number, string[]> {
  const accountsByHub = new Map<number, string[]>()
  for (const [id] of hot.prepare(accountsSql).all(memberId)) {
    const account = String(id)
    const open = readAccount(hot, account).leases.filter((lease) => openAmount(lease) > 0)
    for (const hub of new Set(open.map((lease) => lease.hub))) {
      accountsByHub.set(hub, [...(accountsByHub.get(hub) ?? []), account])
    }
  }
  return accountsByHub
}

export function latestVersion(hot: HotDatabase): number {
  return Number(hot.prepare('SELECT coalesce(max(version), 0) FROM member_pin').get()?.[0])
}

const keySql = 'SELECT seal_key FROM hub WHERE id = ?'
const changedSql = `SELECT DISTINCT l.account_id FROM value_lease l
  JOIN value_account a ON a.account_id = l.account_id
  JOIN member_pin p ON p.member_id = a.member_id
  WHERE l.hub_id = ? AND l.closed = 0 AND p.version > ? ORDER BY l.account_id`
const accountsSql = 'SELECT account_id FROM value_account WHERE member_id = ? ORDER BY id'
