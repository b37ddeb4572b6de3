import { and, asc, eq, gt } from 'drizzle-orm'
import type { PointsItem } from '#shared/contracts/points-programme.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { Db } from '../db/open.ts'
import { bulkTable, createBatch } from '../masterdata/bulk.ts'
import type { PageAt } from '../masterdata/page.ts'
import { product } from '../masterdata/schema.ts'
import { jsonList, productsByCode, type SaveScope } from '../masterdata/scope.ts'
import { type FieldProblem, rejected, type Verdict } from '../masterdata/verdict.ts'
import { findProgramme } from './programmes.ts'
import { pointsItem } from './schema.ts'

const items = bulkTable(pointsItem)

/** A row of the list by the codes of its programme and product. */
export interface PointsItemDraft {
  readonly programme: string
  readonly product: string
  /** Null takes the row away. */
  readonly points: number | null
  /** Points for each full price of the line; null = for each piece. */
  readonly price: number | null
  readonly ruleId: string
}

export function savePointsItems(scope: SaveScope, drafts: readonly PointsItemDraft[]): Verdict[] {
  const { hot, company, changes } = scope
  const programmeOf = openProgrammes(scope)
  const productByCode = productsByCode(
    scope,
    drafts.map((draft) => draft.product),
  )
  const condition = 'product_id IN (SELECT value FROM json_each(?))'
  const productIds = [...productByCode.values()].map(({ id }) => id)
  const rows = items.select(hot, condition, jsonList(productIds))
  const keyOf = (row: { readonly programmeId: number; readonly productId: number }) =>
    `${row.programmeId}/${row.productId}`
  const known = new Map(rows.map((row) => [keyOf(row), row]))
  const batch = createBatch(hot, items)
  const verdicts = drafts.map(({ programme, product: code, points, price, ruleId }): Verdict => {
    const programmeId = programmeOf(programme)
    const productId = productByCode.get(code)?.id
    const problems = typeof programmeId === 'number' ? [] : [programmeId]
    if (productId === undefined) {
      const fix = 'import the product first or correct its code'
      problems.push({ column: 'product', value: code, reason: 'is not a product', fix })
    }
    if (typeof programmeId !== 'number' || productId === undefined) return rejected(...problems)
    const key = keyOf({ programmeId, productId })
    const old = known.get(key)
    if (points === null) {
      if (old === undefined) return { outcome: 'unchanged', id: 0 }
      batch.remove(old.id)
      known.delete(key)
      changes.add(company.id, 'points_item', old.id)
      return { outcome: 'updated', id: old.id }
    }
    const next = { companyId: company.id, programmeId, productId, points, price, ruleId }
    const { outcome, row } = batch.put(old, next)
    known.set(key, row)
    if (outcome !== 'unchanged') changes.add(company.id, 'points_item', row.id)
    return { outcome, id: row.id }
  })
  batch.flush()
  return verdicts
}

/** The id of a programme of points in which this company takes part, or what is wrong with its code. */
function openProgrammes({ hot, company }: SaveScope): (code: string) => number | FieldProblem {
  const judged = new Map<string, number | FieldProblem>()
  const judge = (code: string): number | FieldProblem => {
    const bad = (reason: string, fix: string) => ({ column: 'programme', value: code, reason, fix })
    const found = findProgramme(hot, code)
    const isOurs = found?.companyId === null || found?.companyId === company.id
    if (found === undefined || !isOurs) {
      return bad(`is not a programme of ${company.code}`, 'open it first or correct its code')
    }
    return found.terms.kind === 'points'
      ? found.id
      : bad(`is a programme of ${found.terms.kind}`, 'name a programme of points')
  }
  return (code) => {
    const known = judged.get(code) ?? judge(code)
    judged.set(code, known)
    return known
  }
}

/** What these products earn in a programme. */
export function pointsOfProducts(
  hot: HotDatabase,
  programmeId: number,
  productIds: readonly number[],
): PointsItem[] {
  const condition = 'programme_id = ? AND product_id IN (SELECT value FROM json_each(?))'
  return items.select(hot, condition, programmeId, jsonList(productIds)).map((row) => ({
    productId: row.productId,
    points: row.points,
    per: row.price === null ? { kind: 'piece' } : { kind: 'price', price: row.price },
    ruleId: row.ruleId,
  }))
}

export async function listPointsItems(
  db: Db,
  { companyId, programmeId }: { readonly companyId: number; readonly programmeId: number },
  { afterId, rows }: PageAt,
) {
  const { id, points, price, ruleId } = pointsItem
  return await db
    .select({ id, product: product.code, productId: product.id, points, price, ruleId })
    .from(pointsItem)
    .innerJoin(product, eq(product.id, pointsItem.productId))
    .where(
      and(
        eq(pointsItem.companyId, companyId),
        eq(pointsItem.programmeId, programmeId),
        gt(pointsItem.id, afterId),
      ),
    )
    .orderBy(asc(pointsItem.id))
    .limit(rows)
    .all()
}
