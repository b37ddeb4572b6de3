import { and, asc, eq, getTableColumns, gt } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { Failure } from '#shared/domain/failure.ts'
import type { Db } from '../db/open.ts'
import type { PageAt } from './page.ts'
import { category, company, employee, store, vatGroup } from './schema.ts'

export async function listCompanies(db: Db, { afterId, rows }: PageAt) {
  const isAfter = gt(company.id, afterId)
  return await db.select().from(company).where(isAfter).orderBy(asc(company.id)).limit(rows).all()
}

const storeColumns = { ...getTableColumns(store), company: company.code }

export async function listStores(db: Db, { afterId, rows }: PageAt, companyId?: number) {
  const inCompany = companyId === undefined ? undefined : eq(store.companyId, companyId)
  return await db
    .select(storeColumns)
    .from(store)
    .innerJoin(company, eq(company.id, store.companyId))
    .where(and(gt(store.id, afterId), inCompany))
    .orderBy(asc(store.id))
    .limit(rows)
    .all()
}

export async function getStore(db: Db, code: string) {
  const row = await db
    .select(storeColumns)
    .from(store)
    .innerJoin(company, eq(company.id, store.companyId))
    .where(eq(store.code, code))
    .get()
  return row ?? notFound('store', code)
}

export async function listVatGroups(db: Db, companyId: number, { afterId, rows }: PageAt) {
  return await db
    .select()
    .from(vatGroup)
    .where(and(eq(vatGroup.companyId, companyId), gt(vatGroup.id, afterId)))
    .orderBy(asc(vatGroup.id))
    .limit(rows)
    .all()
}

const parent = alias(category, 'parent')

export async function listCategories(
  db: Db,
  companyId: number,
  { afterId, rows, kind }: PageAt & { readonly kind?: 'product' | 'pos' | undefined },
) {
  const ofKind = kind === undefined ? undefined : eq(category.kind, kind)
  return await db
    .select({ ...getTableColumns(category), parent: parent.code })
    .from(category)
    .leftJoin(parent, eq(parent.id, category.parentId))
    .where(and(eq(category.companyId, companyId), gt(category.id, afterId), ofKind))
    .orderBy(asc(category.id))
    .limit(rows)
    .all()
}

export async function listEmployees(db: Db, companyId: number, { afterId, rows }: PageAt) {
  const found = await db
    .select({
      id: employee.id,
      code: employee.code,
      name: employee.name,
      store: store.code,
      rights: employee.rights,
      acsId: employee.acsId,
      active: employee.active,
    })
    .from(employee)
    .leftJoin(store, eq(store.id, employee.storeId))
    .where(and(eq(employee.companyId, companyId), gt(employee.id, afterId)))
    .orderBy(asc(employee.id))
    .limit(rows)
    .all()
  return found.map((row) => ({ ...row, rights: JSON.parse(row.rights) }))
}

export function notFound(what: string, code: string): never {
  throw new Failure('not-found', `${what} ${code} not found`)
}
