import type { HotDatabase, HotRow } from '../db/hot.ts'

export const flowNames = ['issued', 'loaded', 'redeemed', 'expired', 'corrected', 'risk'] as const
export type FlowName = (typeof flowNames)[number] | 'revalued'

/** In units of the programme and in the company's money. */
export interface Amount {
  readonly units: number
  readonly money: number
}
export type Flows = Readonly<Record<FlowName, Amount>>

export interface LiabilityQuery {
  readonly companyId: number
  /** Key of one programme; undefined = all. */
  readonly programmeId: number | undefined
  readonly from: string
  readonly to: string
}

/** Before `from`, by programme. */
export function openings(hot: HotDatabase, query: LiabilityQuery): ReadonlyMap<number, Amount> {
  const { companyId, from } = query
  const programmeId = query.programmeId ?? null
  const rows = hot.prepare(openingsSql).all(companyId, from, programmeId, programmeId)
  return new Map(
    rows.map(([id, units, money]) => [Number(id), { units: Number(units), money: Number(money) }]),
  )
}

export interface PeriodFlows {
  readonly programmeId: number
  /** `YYYY-MM-DD`, or `YYYY-MM`. */
  readonly period: string
  readonly flows: Flows
}

/** What happened in each period in which something did. */
export function flowsByPeriod(
  hot: HotDatabase,
  { companyId, programmeId: one, from, to }: LiabilityQuery,
  by: 'day' | 'month',
): readonly PeriodFlows[] {
  const programmeId = one ?? null
  const length = by === 'day' ? 'YYYY-MM-DD'.length : 'YYYY-MM'.length
  return hot
    .prepare(periodsSql)
    .all(length, companyId, from, to, programmeId, programmeId)
    .map(([id, period, ...sums]) => ({
      programmeId: Number(id),
      period: String(period),
      flows: toFlows(sums),
    }))
}

/** What an account of the ledger moved: debits are positive there, what is owed is a credit. */
export function ledgerMoved(
  hot: HotDatabase,
  { companyId, from, to }: Pick<LiabilityQuery, 'companyId' | 'from' | 'to'>,
  role: string,
): { readonly account: string; readonly opening: number; readonly moved: number } | null {
  const row = hot.prepare(ledgerSql).get(from, from, to, companyId, role)
  if (row === undefined) return null
  const [account, opening, moved] = row
  return { account: String(account), opening: Number(opening), moved: Number(moved) }
}

export interface LotMonth {
  readonly programmeId: number
  /** Empty = members owe it, or it never ends. */
  readonly month: string
  readonly units: number
  readonly lots: number
}

export interface LotQuery {
  readonly companyId: number | undefined
  readonly programmeId: number | undefined
  /** After this programme and month. */
  readonly after: { readonly programmeId: number; readonly month: string } | null
  readonly limit: number
}

/** By the month that brought it, or in which it ends. */
export function lotMonths(
  hot: HotDatabase,
  by: 'bornIn' | 'endsIn',
  query: LotQuery,
): readonly LotMonth[] {
  const { after, limit } = query
  const [companyId, programmeId] = [query.companyId ?? null, query.programmeId ?? null]
  const [id, month] = [after?.programmeId ?? 0, after?.month ?? '']
  return hot
    .prepare(lotsSql[by])
    .all(companyId, companyId, programmeId, programmeId, id, id, month, limit)
    .map(([programme, of, units, lots]) => ({
      programmeId: Number(programme),
      month: String(of),
      units: Number(units),
      lots: Number(lots),
    }))
}

function toFlows(sums: HotRow): Flows {
  const at = (i: number) => Number(sums[i] ?? 0)
  const half = flowNames.length
  const entries = flowNames.map((name, i) => [name, { units: at(i), money: at(half + i) }])
  return Object.fromEntries([...entries, ['revalued', { units: 0, money: at(2 * half) }]]) as Flows
}

const unitColumns = flowNames.join(' + ')
const moneyNames = flowNames.map((name) => `${name}_money`)
const moneyColumns = [...moneyNames, 'revalued_money'].join(' + ')
const sums = [...flowNames, ...moneyNames, 'revalued_money']
  .map((name) => `sum(${name})`)
  .join(', ')
const openingsSql = `SELECT programme_id, sum(${unitColumns}), sum(${moneyColumns}) FROM value_day
  WHERE company_id = ? AND business_on < ? AND (? IS NULL OR programme_id = ?) GROUP BY 1`
const periodsSql = `SELECT programme_id, substr(business_on, 1, ?) AS period, ${sums} FROM value_day
  WHERE company_id = ? AND business_on BETWEEN ? AND ? AND (? IS NULL OR programme_id = ?)
  GROUP BY 1, 2 ORDER BY 1, 2`
const ledgerSql = `SELECT a.code,
  coalesce(sum(CASE WHEN d.business_on < ? THEN d.credit - d.debit ELSE 0 END), 0),
  coalesce(sum(CASE WHEN d.business_on >= ? THEN d.credit - d.debit ELSE 0 END), 0)
  FROM ledger_account a LEFT JOIN account_day d ON d.account_id = a.id AND d.business_on <= ?
  WHERE a.company_id = ? AND a.role = ? GROUP BY a.id`
const ofLots = (month: string, where: string) => `SELECT l.programme_id, ${month} AS month,
  sum(l.units), sum(l.lots) FROM value_lot_month l JOIN programme p ON p.id = l.programme_id
  WHERE (? IS NULL OR p.company_id IS NULL OR p.company_id = ?)
    AND (? IS NULL OR l.programme_id = ?) AND (l.programme_id > ? OR l.programme_id = ? AND ${month} > ?)
    ${where} GROUP BY 1, 2 HAVING sum(l.units) <> 0 ORDER BY 1, 2 LIMIT ?`
const lotsSql = {
  bornIn: ofLots('l.born_in', ''),
  endsIn: ofLots('l.ends_in', "AND l.ends_in <> ''"),
}
