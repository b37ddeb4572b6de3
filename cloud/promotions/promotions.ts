import { and, asc, eq, gt } from 'drizzle-orm'
import { Promotion } from '#shared/contracts/promotion.ts'
import type { PromotionInput, PromotionView } from '#shared/contracts/promotion-input.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { Db } from '../db/open.ts'
import { bulkTable } from '../masterdata/bulk.ts'
import { createChanges } from '../masterdata/changes.ts'
import { throwIfAny } from '../masterdata/condition-problems.ts'
import type { PageAt } from '../masterdata/page.ts'
import { promotionProblems } from './promotion-problems.ts'
import { promotion } from './schema.ts'

const promotions = bulkTable(promotion)
type Row = typeof promotion.$inferSelect

/** The same again is answered the same; another one of this code is refused. */
export function createPromotion(
  hot: HotDatabase,
  companyId: number,
  input: PromotionInput,
  now: number,
): PromotionView {
  if (hot.prepare('SELECT 1 FROM company WHERE id = ?').get(companyId) === undefined) {
    const message = 'is not a company of this group'
    const fields = [{ field: 'companyId', value: String(companyId), message }]
    throw new Failure('invalid', `companyId ${companyId} ${message}.`, { fields })
  }
  const [known] = promotions.select(hot, 'company_id = ? AND code = ?', companyId, input.code)
  const next = rowOf(hot, { id: known?.id ?? promotions.nextId(hot), companyId }, input, now)
  if (known === undefined) {
    promotions.insert(hot, [next])
    announce(hot, next)
  } else if (!promotions.isSame(known, next)) {
    throw codeTaken(input.code)
  }
  return viewOf(next)
}

export function changePromotion(
  hot: HotDatabase,
  id: number,
  input: PromotionInput,
  now: number,
): PromotionView {
  const [known] = promotions.select(hot, 'id = ?', id)
  if (known === undefined) throw unknownPromotion(id)
  const { companyId } = known
  const [other] = promotions.select(
    hot,
    'company_id = ? AND code = ? AND id <> ?',
    companyId,
    input.code,
    id,
  )
  if (other !== undefined) throw codeTaken(input.code)
  const next = rowOf(hot, { id, companyId }, input, now)
  if (next.trigger !== 'coupon') refuseIfCouponsNeed(hot, id)
  if (!promotions.isSame(known, next)) {
    promotions.update(hot, [next])
    announce(hot, next)
  }
  return viewOf(next)
}

/** Those whose end has passed leave the stores; answers how many. */
export function endPromotions(hot: HotDatabase, now: number): number {
  const due = promotions.select(hot, 'ended = 0 AND ends_at <= ?', now)
  promotions.update(
    hot,
    due.map((row) => ({ ...row, ended: true })),
  )
  for (const row of due) announce(hot, row)
  return due.length
}

export function findPromotion(hot: HotDatabase, id: number): PromotionView {
  const [row] = promotions.select(hot, 'id = ?', id)
  if (row === undefined) throw unknownPromotion(id)
  return viewOf(row)
}

export interface PromotionsQuery {
  readonly companyId: number | undefined
  readonly trigger: 'automatic' | 'coupon' | undefined
  readonly active: boolean | undefined
}

export async function listPromotions(
  db: Db,
  { companyId, trigger, active }: PromotionsQuery,
  { afterId, rows }: PageAt,
): Promise<PromotionView[]> {
  const found = await db
    .select()
    .from(promotion)
    .where(
      and(
        gt(promotion.id, afterId),
        companyId === undefined ? undefined : eq(promotion.companyId, companyId),
        trigger === undefined ? undefined : eq(promotion.trigger, trigger),
        active === undefined ? undefined : eq(promotion.active, active),
      ),
    )
    .orderBy(asc(promotion.id))
    .limit(rows)
    .all()
  return found.map(viewOf)
}

function rowOf(
  hot: HotDatabase,
  { id, companyId }: { readonly id: number; readonly companyId: number },
  { active, ...said }: PromotionInput,
  now: number,
): Row {
  const rule = Promotion.parse({ ...said, id })
  throwIfAny(promotionProblems(hot, companyId, rule))
  const { code, name, trigger, conditions } = rule
  const { startsAt = null, endsAt = null } = conditions
  const ended = endsAt !== null && endsAt <= now
  const columns = { id, companyId, code, name, trigger, active, startsAt, endsAt, ended }
  return { ...columns, rule: JSON.stringify(rule) }
}

function viewOf({ rule, companyId, active, ended }: Row): PromotionView {
  return { ...Promotion.parse(JSON.parse(rule)), companyId, active, ended }
}

function announce(hot: HotDatabase, { companyId, id }: Row): void {
  const changes = createChanges(hot)
  changes.add(companyId, 'promotion', id)
  changes.flush()
}

function refuseIfCouponsNeed(hot: HotDatabase, id: number): void {
  const [code] = hot.prepare(couponsOfSql).get(id, id) ?? []
  if (code === undefined) return
  const message = `coupons of programme ${String(code)} go by it: leave it coupon, or switch it off`
  throw new Failure('conflict', `trigger: ${message}.`, { fields: [{ field: 'trigger', message }] })
}

function unknownPromotion(id: number): Failure {
  return new Failure('not-found', `Promotion ${id} not found.`)
}

function codeTaken(code: string): Failure {
  const message =
    'is the code of another promotion of this company; change that one, or use another'
  const fields = [{ field: 'code', value: code, message }]
  return new Failure('conflict', `code ${code} ${message}.`, { fields })
}

/** A programme that names it, or coupons that were made while it did. */
const couponsOfSql = `SELECT code FROM programme WHERE kind = 'coupon'
  AND (settings->>'promotionId' = ? OR id IN
    (SELECT programme_id FROM voucher_batch WHERE promotion_id = ?)) ORDER BY id LIMIT 1`
