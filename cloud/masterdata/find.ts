import { asc, eq } from 'drizzle-orm'
import { Failure } from '#shared/domain/failure.ts'
import type { Db } from '../db/open.ts'
import { company } from './schema.ts'
import type { Company } from './scope.ts'

/** The company of this code in the caller's group; another group's is as unknown as any. */
export async function findCompany(db: Pick<Db, 'select'>, code: string): Promise<Company> {
  const found = await db.select().from(company).where(eq(company.code, code)).get()
  if (found !== undefined) return found
  const known = await db.select({ code: company.code }).from(company).orderBy(asc(company.id)).all()
  const words = known.length === 0 ? 'there is none yet' : known.map((row) => row.code).join(', ')
  throw new Failure('not-found', `Company ${code} not found; the group has: ${words}.`)
}
