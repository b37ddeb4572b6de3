import { type Account, openAccount, postedOf } from '#shared/value/account.ts'
import { nextVersion } from '#shared/value/ledger.ts'
import { earliestEnd } from '#shared/value/lots.ts'
import type { HotDatabase } from '../db/hot.ts'
import { readProgrammes } from './programmes.ts'

/** Accounts in their table; an account of a known programme is there before it has a row. */
export interface AccountStore {
  find(id: string): Account | undefined
  save(account: Account, at: number): void
  /** The row's key, made if the account has none yet. */
  keyOf(id: string, at: number): number | null
  /** The state of a coupon or gift card has changed. */
  noteVoucher(id: string): void
  /** Tells the feeds what changed since the last call. */
  announce(): void
}

export function createAccountStore(hot: HotDatabase): AccountStore {
  const programmes = readProgrammes(hot)
  const changed = {
    balances: new Map<number, number | null>(),
    frozen: new Map<number, number | null>(),
    vouchers: new Set<string>(),
  }

  function opened(id: string): Account | undefined {
    const named = programmes.of(id)
    return named && openAccount(id, named.programme.terms)
  }

  function insert(account: Account, at: number): number {
    const { id, version, frozen } = account
    const named = programmes.of(id)
    const balance = postedOf(account)
    const row = hot
      .prepare(insertSql)
      .get(
        id,
        named?.programme.id ?? null,
        named?.memberId ?? null,
        version,
        balance,
        at,
        frozen ? 1 : 0,
        sweepAt(account),
        stateOf(account),
      )
    const key = Number(row?.[0])
    note(id, key, { balance: balance !== 0, frozen })
    return key
  }

  function note(id: string, key: number, what: { balance: boolean; frozen: boolean }): void {
    const named = programmes.of(id)
    if (named === undefined) return
    const { companyId, terms } = named.programme
    const isVoucher = named.memberId === null
    // A coupon's unit says no more than its state.
    if (what.balance && !(isVoucher && terms.kind === 'coupon')) {
      changed.balances.set(key, companyId)
    }
    if (!what.frozen) return
    if (isVoucher) changed.vouchers.add(id)
    else changed.frozen.set(key, companyId)
  }

  return {
    find(id) {
      const row = hot.prepare(findSql).get(id)
      if (row === undefined) return opened(id)
      return toAccount(id, { version: row[0], frozen: row[1], state: row[2] })
    },
    save(account, at) {
      const { id, version, frozen } = account
      const row = hot.prepare(storedSql).get(id)
      const stored = row === undefined ? opened(id) : { version: Number(row[1]) }
      nextVersion(`account ${id}`, stored, account)
      if (row === undefined) {
        insert(account, at)
        return
      }
      const key = Number(row[0])
      const balance = postedOf(account)
      const hasMoved = balance !== row[2]
      const before = Number(row[4])
      hot
        .prepare(updateSql)
        .run(
          version,
          balance,
          hasMoved ? laterThan(before, at) : before,
          frozen ? 1 : 0,
          sweepAt(account),
          stateOf(account),
          key,
        )
      note(id, key, { balance: hasMoved, frozen: frozen !== (row[3] === 1) })
    },
    keyOf(id, at) {
      const row = hot.prepare(keySql).get(id)
      if (row !== undefined) return Number(row[0])
      const account = opened(id)
      return account === undefined ? null : insert(account, at)
    },
    noteVoucher: (id) => void changed.vouchers.add(id),
    announce() {
      for (const [key, companyId] of changed.balances) {
        hot.prepare(outboxSql).run(companyId, 'account', key, 'balances')
      }
      for (const [key, companyId] of changed.frozen) {
        hot.prepare(outboxSql).run(companyId, 'frozen_account', key, 'urgent')
      }
      for (const account of changed.vouchers) hot.prepare(voucherSql).run(account)
      changed.balances.clear()
      changed.frozen.clear()
      changed.vouchers.clear()
    },
  }
}

/**
 * When a balance changed: a slice of a backlog is applied as of the time when its push began, and hubs
 * take of two balances the later one. So it never goes back, and two states never share a time that
 * the earlier of them was told with.
 */
function laterThan(before: number, at: number): number {
  return at < before ? before + 1 : at
}

/** Everything of an account but what has a column of its own. */
type AccountState = Omit<Account, 'id' | 'version' | 'frozen'>

export function toAccount(
  id: string,
  row: { readonly version: unknown; readonly frozen: unknown; readonly state: unknown },
): Account {
  const state: AccountState = JSON.parse(String(row.state))
  return { id, version: Number(row.version), frozen: row.frozen === 1, ...state }
}

function stateOf({ terms, lots, owed, holds, leases, pending, ...rest }: Account): string {
  const { early, takenBack } = rest
  const state: AccountState = { terms, lots, owed, holds, leases, pending, early, takenBack }
  return JSON.stringify(state)
}

function sweepAt({ lots, holds }: Account): number | null {
  let at = earliestEnd(lots)
  for (const { lapsesAt } of holds) if (at === null || lapsesAt < at) at = lapsesAt
  return at
}

const insertSql = `INSERT INTO value_account (account_id, programme_id, member_id, version, balance,
  balance_at, frozen, sweep_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`
const findSql = 'SELECT version, frozen, state FROM value_account WHERE account_id = ?'
const keySql = 'SELECT id FROM value_account WHERE account_id = ?'
const storedSql =
  'SELECT id, version, balance, frozen, balance_at FROM value_account WHERE account_id = ?'
const updateSql = `UPDATE value_account SET version = ?, balance = ?, balance_at = ?, frozen = ?,
  sweep_at = ?, state = ? WHERE id = ?`
const outboxSql = 'INSERT INTO outbox (company_id, entity, entity_id, class) VALUES (?, ?, ?, ?)'
/** One that has no row yet is announced when it is known what is printed on it. */
const voucherSql = `INSERT INTO outbox (company_id, entity, entity_id, class)
  SELECT p.company_id, 'voucher', v.id, 'urgent' FROM voucher v
  JOIN programme p ON p.id = v.programme_id WHERE v.account = ?`
