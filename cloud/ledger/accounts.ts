import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db, GroupDatabase } from '../db/open.ts'
import { company, store, vatGroup } from '../masterdata/schema.ts'
import { type AccountRole, type ChartLine, chart } from './chart.ts'
import { ledgerAccount } from './schema.ts'

/** The accounts that a store's events post to. */
export interface StoreAccounts {
  /** Undefined for a VAT group that the company does not have. */
  find(role: AccountRole, vatGroupId?: number): number | undefined
  /** All that it finds: `accountsFrom` makes it again. */
  readonly idByPurpose: ReadonlyMap<string, number>
}

type Reader = Pick<Db, 'select'>
type NewAccount = typeof ledgerAccount.$inferInsert & { readonly role: AccountRole }

/** Accounts are made when they are first needed: a new store or VAT group needs no other step. */
export async function accountsOfStore(
  group: GroupDatabase,
  { companyId, storeId }: { readonly companyId: number; readonly storeId: number },
): Promise<StoreAccounts> {
  const expected = await expectedAccounts(group.db, companyId, storeId)
  const known = await accountIds(group.db, companyId, expected)
  const missing = expected.filter((account) => !known.has(account.code))
  const all = missing.length === 0 ? known : await addAccounts(group, companyId, expected)
  const idByPurpose = new Map<string, number>()
  for (const { role, vatGroupId, code } of expected) {
    const id = all.get(code)
    if (id !== undefined) idByPurpose.set(purpose(role, vatGroupId), id)
  }
  return accountsFrom(idByPurpose)
}

export function accountsFrom(idByPurpose: ReadonlyMap<string, number>): StoreAccounts {
  return {
    find: (role, vatGroupId) => idByPurpose.get(purpose(role, vatGroupId)),
    idByPurpose,
  }
}

/** The accounts of a company that belong to no store and no VAT group. */
export async function accountsOfCompany(
  group: GroupDatabase,
  companyId: number,
): Promise<StoreAccounts> {
  const ofCompany = chart.flatMap(({ per, role }) => (per === 'company' ? [role] : []))
  const read = async () =>
    await group.db
      .select({ role: ledgerAccount.role, id: ledgerAccount.id })
      .from(ledgerAccount)
      .where(and(eq(ledgerAccount.companyId, companyId), inArray(ledgerAccount.role, ofCompany)))
      .orderBy(asc(ledgerAccount.id))
  let rows = await read()
  if (rows.length < ofCompany.length) {
    await ensureChart(group, companyId)
    rows = await read()
  }
  return accountsFrom(new Map(rows.map(({ role, id }) => [purpose(role, null), id])))
}

/** The whole chart of a company with all its stores. */
export async function ensureChart(group: GroupDatabase, companyId: number): Promise<void> {
  const expected = await expectedAccounts(group.db, companyId)
  const known = await accountIds(group.db, companyId, expected)
  if (expected.some((account) => !known.has(account.code))) {
    await addAccounts(group, companyId, expected)
  }
}

async function addAccounts(
  group: GroupDatabase,
  companyId: number,
  expected: readonly NewAccount[],
): Promise<Map<string, number>> {
  return await group.write(async (tx) => {
    const rows = chunks(expected, 500)
    for (const part of rows) await tx.insert(ledgerAccount).values(part).onConflictDoNothing()
    return await accountIds(tx, companyId, expected)
  })
}

async function accountIds(
  db: Reader,
  companyId: number,
  expected: readonly NewAccount[],
): Promise<Map<string, number>> {
  const idByCode = new Map<string, number>()
  for (const part of chunks(expected, 500)) {
    const codes = part.map((account) => account.code)
    const rows = await db
      .select({ code: ledgerAccount.code, id: ledgerAccount.id })
      .from(ledgerAccount)
      .where(and(eq(ledgerAccount.companyId, companyId), inArray(ledgerAccount.code, codes)))
    for (const { code, id } of rows) idByCode.set(code, id)
  }
  return idByCode
}

/** The chart filled in with the master data as it is now. */
async function expectedAccounts(
  db: Reader,
  companyId: number,
  storeId?: number,
): Promise<NewAccount[]> {
  const owner = await db.select().from(company).where(eq(company.id, companyId)).get()
  if (owner === undefined) return []
  const ofStore = storeId === undefined ? undefined : eq(store.id, storeId)
  const stores = await db
    .select()
    .from(store)
    .where(and(eq(store.companyId, companyId), ofStore))
  const vatGroups = await db.select().from(vatGroup).where(eq(vatGroup.companyId, companyId))
  const { currency } = owner
  const fill = (line: ChartLine, words: Readonly<Record<string, string>>) => ({
    companyId,
    currency,
    type: line.type,
    role: line.role,
    code: filled(line.code, words),
    name: filled(line.name, words),
  })
  return chart.flatMap((line): NewAccount[] => {
    switch (line.per) {
      case 'company':
        return [fill(line, {})]
      case 'store':
        return stores.map(({ id, code, name, cashAccount, bankAccount }) => ({
          ...fill(line, { code, name, cash: cashAccount, bank: bankAccount }),
          storeId: id,
        }))
      case 'vat-group':
        return vatGroups.map(({ id, code, name }) => ({
          ...fill(line, { code, name }),
          vatGroupId: id,
        }))
    }
  })
}

function filled(template: string, words: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, word: string) => words[word] ?? '')
}

function purpose(role: AccountRole, vatGroupId: number | null | undefined): string {
  return `${role}/${vatGroupId ?? ''}`
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let start = 0; start < items.length; start += size) {
    parts.push(items.slice(start, start + size))
  }
  return parts
}
