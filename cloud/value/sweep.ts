import { forfeitAllowed } from '#shared/value/cloud/forfeit-policy.ts'
import { findLease } from '#shared/value/cloud/lease-of-account.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { lastAppliedSeq } from '../journal/hq-log.ts'
import { endPromotions } from '../promotions/promotions.ts'
import { bookWorthOf } from './book-worth.ts'
import { booksOfCompany } from './books-of.ts'
import type { BooksOf } from './command.ts'
import { runCommand } from './commands.ts'
import { openLedger } from './ledger-store.ts'
import { pruneMessages } from './messages.ts'
import { forfeitMarginMs, leasePolicyOf } from './policy.ts'
import { readProgrammes } from './programmes.ts'
import { mayPromise } from './recovery-store.ts'

/** Accounts or leases in one transaction: others wait no longer than that for the writer. */
const atOnce = 200
const dayMs = 24 * 3_600_000

/**
 * What falls due by itself: holds lapse, lots end, leases that ended unheard are made good where the
 * company's setting allows it. Each step is a command in HQ's log. Promotions that end are master
 * data: they leave the stores.
 */
export async function sweepValue(group: GroupDatabase, at: number): Promise<void> {
  const owners = await booksOfOwners(group, at)
  await inParts(group, (hot, after) => sweepAccounts(hot, { after, at, owners }))
  const books = await booksThatForfeit(group, at)
  if (books.size > 0) {
    await inParts(group, (hot, after) => forfeitEnded(hot, { after, at, books }))
  }
  await group.writeHot((hot) => endPromotions(hot, at))
  await group.writeHot(pruneMessages)
}

/** Answers the last id it looked at; null = there is no more. */
type SweepPart = (hot: HotDatabase, after: number) => number | null

async function inParts(group: GroupDatabase, sweep: SweepPart): Promise<void> {
  let after: number | null = 0
  while (after !== null) {
    const from: number = after
    after = await group.writeHot((hot) => sweep(hot, from))
  }
}

interface AccountSweep {
  readonly after: number
  readonly at: number
  readonly owners: readonly BooksOf[]
}

function sweepAccounts(hot: HotDatabase, { after, at, owners }: AccountSweep): number | null {
  const rows = hot.prepare(dueSql).all(at, after, atOnce)
  const accounts = rows.map(([, id]) => String(id))
  if (accounts.length === 0) return null
  const given = { at, by: 'sweep' }
  runCommand(hot, { kind: 'lapse-holds', accounts }, given)
  // Restored books end no lots: what they would take may be spent already (spine B1.12).
  if (mayPromise(hot)) {
    const programmes = readProgrammes(hot)
    const companies = new Set(
      accounts.map((id) => programmes.of(id)?.programme.companyId ?? owners[0]?.companyId),
    )
    const books = owners.filter(({ companyId }) => companies.has(companyId))
    runCommand(hot, { kind: 'expire-lots', accounts, books }, given)
  }
  return Number(rows.at(-1)?.[0])
}

/** Of the companies whose programmes have something due; the group's first comes first. */
async function booksOfOwners(group: GroupDatabase, at: number): Promise<readonly BooksOf[]> {
  const ids = group.readHot().prepare(ownersSql).all(at)
  const books: BooksOf[] = []
  for (const [id] of ids) books.push(await booksOfCompany(group, Number(id), at))
  return books
}

/** Of the companies whose setting makes leases good by itself. */
async function booksThatForfeit(
  group: GroupDatabase,
  at: number,
): Promise<ReadonlyMap<number, BooksOf>> {
  const ids = group.readHot().prepare(forfeitingSql).all()
  const books = new Map<number, BooksOf>()
  for (const [id] of ids) books.set(Number(id), await booksOfCompany(group, Number(id), at))
  return books
}

interface ForfeitSweep {
  readonly after: number
  readonly at: number
  readonly books: ReadonlyMap<number, BooksOf>
}

/** Whole leases, within the company's cap of the day (spine B1.1). */
function forfeitEnded(hot: HotDatabase, { after, at, books }: ForfeitSweep): number | null {
  const rows = hot.prepare(openLeasesSql).all(after, atOnce)
  const programmes = readProgrammes(hot)
  for (const [, leaseId] of rows) {
    const lease = String(leaseId)
    const found = findLease(openLedger(hot, { appliedSeq: 0, at, origin: null }), lease)
    if (found === undefined || at < found.lease.endsAt + forfeitMarginMs) continue
    if (found.lease.state === 'forfeited') continue
    const programme = programmes.of(found.account.id)?.programme
    const companyId = programme?.companyId ?? null
    if (companyId === null) continue
    const ofCompany = books.get(companyId)
    if (ofCompany === undefined) continue
    const dayCap = leasePolicyOf(hot, companyId).forfeitPerDay
    const usedToday = Number(hot.prepare(usedSql).get(at - dayMs, bySetting, companyId)?.[0] ?? 0)
    if (!forfeitAllowed({ dayCap, usedToday }, lotsTotal(found.lease.lots))) continue
    const id = `F${lastAppliedSeq(hot) + 1}:${lease}`
    const worth = programme && bookWorthOf(programme, ofCompany.currency)
    const posted = worth ? ofCompany : null
    const reason = 'ended unheard'
    const about = { id, lease, marginMs: forfeitMarginMs, reason, books: posted }
    runCommand(hot, { kind: 'forfeit', ...about }, { at, by: bySetting })
  }
  return rows.length < atOnce ? null : Number(rows.at(-1)?.[0])
}

const bySetting = 'forfeit setting'
const dueSql = `SELECT id, account_id FROM value_account
  WHERE sweep_at <= ? AND id > ? ORDER BY id LIMIT ?`
const ownersSql = `SELECT id FROM company WHERE (id IN (SELECT company_id FROM programme)
    OR id = (SELECT min(id) FROM company))
  AND EXISTS (SELECT 1 FROM value_account WHERE sweep_at <= ?) ORDER BY id`
const forfeitingSql = `SELECT c.id FROM company c
  JOIN group_setting s ON s.key = 'lease_policy:' || c.id AND s.value->>'forfeitPerDay' > 0
  ORDER BY c.id`
const openLeasesSql = `SELECT id, lease_id FROM value_lease
  WHERE closed = 0 AND id > ? ORDER BY id LIMIT ?`
const usedSql = `SELECT sum(m.amount) FROM hq_command c
  JOIN value_movement m ON m.movement_id = c.body->>'id'
  JOIN value_account a ON a.id = m.account_key JOIN programme p ON p.id = a.programme_id
  WHERE c.kind = 'forfeit' AND c.at > ? AND c.by = ? AND p.company_id = ?`
