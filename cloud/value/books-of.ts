import { and, asc, eq } from 'drizzle-orm'
import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { accountsOfCompany } from '../ledger/accounts.ts'
import { company, store } from '../masterdata/schema.ts'
import { bookWorthOf } from './book-worth.ts'
import type { BooksOf } from './command.ts'
import type { Programme } from './programmes.ts'

/**
 * Whose books an act of HQ on this programme is posted to: the programme's company, or for one of
 * the whole group the company that the request names. Null where the value is no money.
 */
export async function booksOf(
  group: GroupDatabase,
  { companyId: ofProgramme, code, terms, settings }: Programme,
  { companyId, at }: { readonly companyId: number | undefined; readonly at: number },
): Promise<BooksOf | null> {
  if (terms.kind === 'points') {
    const id = companyId ?? ofProgramme ?? (await firstCompany(group))
    const books = await booksOfCompany(group, id, at)
    return bookWorthOf({ terms, settings }, books.currency) === null ? null : books
  }
  if (terms.kind !== 'store-credit' && terms.kind !== 'gift-card') return null
  const id = ofProgramme ?? companyId
  if (id === undefined)
    throw wrongCompany(
      `programme ${code} belongs to the group; name the company whose books it is posted to`,
    )
  if (companyId !== undefined && companyId !== id)
    throw wrongCompany(`programme ${code} belongs to company ${id}, not to ${companyId}`, companyId)
  const books = await booksOfCompany(group, id, at)
  if (bookWorthOf({ terms, settings }, books.currency) === null)
    throw wrongCompany(
      `programme ${code} counts ${terms.unit}; the books of company ${id} are in ${books.currency}`,
      id,
    )
  return books
}

/** Whose books an act on all of a programme is posted to: of one of the group, its first company's. */
export async function booksOfProgramme(
  group: GroupDatabase,
  { companyId }: Pick<Programme, 'companyId'>,
  at: number,
): Promise<BooksOf> {
  return await booksOfCompany(group, companyId ?? (await firstCompany(group)), at)
}

export async function firstCompany({ db }: Pick<GroupDatabase, 'db'>): Promise<number> {
  const first = await db.select({ id: company.id }).from(company).orderBy(asc(company.id)).get()
  if (first === undefined) throw new Failure('not-found', 'There is no company yet; make one.')
  return first.id
}

/** The books of a company, as they are on its calendar day. */
export async function booksOfCompany(
  group: GroupDatabase,
  id: number,
  at: number,
): Promise<BooksOf> {
  const found = await group.db.select().from(company).where(eq(company.id, id)).get()
  if (found === undefined) throw new Failure('not-found', `Company ${id} not found.`)
  const { currency } = found
  const first = await group.db
    .select({ timeZone: store.timeZone })
    .from(store)
    .where(and(eq(store.companyId, id)))
    .orderBy(asc(store.id))
    .limit(1)
    .get()
  const { idByPurpose } = await accountsOfCompany(group, id)
  const accounts = [...idByPurpose].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const businessOn = dayOf(at, first?.timeZone ?? 'UTC')
  return { companyId: id, businessOn, currency, accounts }
}

function wrongCompany(message: string, value?: number): Failure {
  const shown = value === undefined ? {} : { value: String(value) }
  return new Failure('invalid', message, { fields: [{ field: 'companyId', ...shown, message }] })
}

/** The calendar day at this moment: `en-CA` writes it as ISO does. */
export function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
}
