import { lotsTotal } from '#shared/value/lots.ts'
import type { HotDatabase } from '../db/hot.ts'
import { accountsFrom } from '../ledger/accounts.ts'
import { createEntry, type Entry } from '../ledger/entry.ts'
import type { LiabilityRole } from '../ledger/liability.ts'
import { toAccount } from './account-store.ts'
import { type BookWorth, bookWorthOf } from './book-worth.ts'
import type { BooksOf } from './command.ts'
import { findProgramme, type Programme } from './programmes.ts'
import { postsAllValue } from './value-entry.ts'
import { addRevaluation } from './value-rollups.ts'

interface Revalued {
  readonly books: BooksOf
  readonly before: Programme
  /** Where the ledger counts it. */
  readonly postedOn: string
}

/**
 * HQ says that a point stands for something else: what all accounts of the programme are worth now
 * takes the place of what they were worth, in one entry.
 */
export function postRevaluation(
  hot: HotDatabase,
  { books, before, postedOn }: Revalued,
  post: (entry: Entry | undefined) => void,
): void {
  const accounts = accountsFrom(new Map(books.accounts))
  const after = findProgramme(hot, before.code)
  if (after === undefined || !postsAllValue(accounts)) return
  const { companyId, currency } = books
  const [was, is] = [bookWorthOf(before, currency), bookWorthOf(after, currency)]
  if (was === null && is === null) return
  const isSame = probes.every((units) => was?.worth(units) === is?.worth(units))
  if (isSame && was?.role === is?.role) return
  const owned = balances(hot, before.id)
  const inEscrow = escrows(hot, before.id)
  const owed: Partial<Record<LiabilityRole, number>> = {}
  const count = (worth: BookWorth | null, sign: 1 | -1): number => {
    if (worth === null) return 0
    const sum = sign * sumOf(owned, worth)
    owed[worth.role] = (owed[worth.role] ?? 0) + sum
    return sum
  }
  const change = count(was, -1) + count(is, 1)
  const escrowKept =
    (is === null ? 0 : sumOf(inEscrow, is)) - (was === null ? 0 : sumOf(inEscrow, was))
  post(
    createEntry(
      'value-revaluation',
      { owed, escrowKept, pointsCost: change + escrowKept },
      accounts,
    ),
  )
  if (change !== 0) addRevaluation(hot, { programmeId: before.id, companyId, postedOn }, change)
}

/** Two rates that agree on these are the same: the highest count of points shows the least difference. */
const probes = [1, 1_000_000_007, 1_000_000_000_000]

/** How many accounts have how much: a million accounts share few balances. */
type Balances = readonly (readonly [units: number, accounts: number])[]

function sumOf(balances: Balances, { worth }: BookWorth): number {
  let sum = 0
  for (const [units, accounts] of balances) sum += worth(units) * accounts
  return sum
}

function balances(hot: HotDatabase, programmeId: number): Balances {
  return hot
    .prepare(balancesSql)
    .all(programmeId)
    .map(([units, n]) => [Number(units), Number(n)])
}

/** Forfeited leases belong to the risk account until their hub is heard. */
function escrows(hot: HotDatabase, programmeId: number): Balances {
  return hot
    .prepare(forfeitedSql)
    .all(programmeId)
    .flatMap(([id, version, frozen, state]) => {
      const { leases } = toAccount(String(id), { version, frozen, state })
      const lost = leases.filter((lease) => lease.state === 'forfeited')
      return lost.map(({ lots }) => [lotsTotal(lots), 1] as const)
    })
}

const balancesSql = `SELECT balance, count(*) FROM value_account
  WHERE programme_id = ? AND balance <> 0 GROUP BY balance`
const forfeitedSql = `SELECT DISTINCT v.account_id, v.version, v.frozen, v.state
  FROM value_lease l JOIN value_account v ON v.account_id = l.account_id
  WHERE l.closed = 0 AND v.programme_id = ? AND instr(v.state, '"forfeited"') > 0
  ORDER BY v.id`
