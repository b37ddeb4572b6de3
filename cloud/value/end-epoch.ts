import type { Currency } from '#shared/contracts/units.ts'
import type { HotDatabase } from '../db/hot.ts'
import { dayOf } from './books-of.ts'
import type { BooksOf } from './command.ts'
import { runCommand } from './commands.ts'

/**
 * A hub goes on in a new epoch, or for ever not: whatever was promised to a disk of an earlier one is
 * void (B1.3).
 */
export function endEpochs(
  hot: HotDatabase,
  hub: { readonly id: number; readonly companyId: number },
  {
    presentEpoch,
    at,
    by,
  }: { readonly presentEpoch: number; readonly at: number; readonly by: string },
): void {
  const currency = String(hot.prepare(currencySql).get(hub.companyId)?.[0]) as Currency
  const books = booksOfHub(hot, hub, { currency, at })
  const of = { hub: hub.id, companyId: hub.companyId, currency, presentEpoch, books }
  runCommand(hot, { kind: 'void', ...of }, { at, by })
}

/** The accounts that its store posted to last: refunds that waited for this disk are settled now. */
function booksOfHub(
  hot: HotDatabase,
  hub: { readonly id: number; readonly companyId: number },
  { currency, at }: { readonly currency: Currency; readonly at: number },
): BooksOf | null {
  const [text, timeZone] = hot.prepare(accountsSql).get(hub.id) ?? []
  if (typeof text !== 'string') return null
  const pairs = JSON.parse(text) as BooksOf['accounts']
  const accounts = pairs.filter(([purpose]) => purpose.endsWith('/'))
  const { companyId } = hub
  return { companyId, currency, accounts, businessOn: dayOf(at, String(timeZone)) }
}

const accountsSql = `SELECT a.accounts, s.time_zone FROM hub h JOIN store s ON s.id = h.store_id
  JOIN store_accounts a ON a.store_id = s.id WHERE h.id = ? ORDER BY a.from_seq DESC LIMIT 1`
const currencySql = 'SELECT currency FROM company WHERE id = ?'
