import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { findCompany } from '../ledger/store.ts'
import { type Derived, derivedFrom, type SalesSums } from './sales-sums.ts'
import {
  type Grouping,
  type SalesGroup,
  type SalesQuery,
  salesGroups,
  salesTotal,
} from './store.ts'

export interface ReportRow extends Omit<SalesGroup, 'receipts' | 'refunds'> {
  /** Null by category: a receipt with two products of it would count twice. */
  readonly receipts: number | null
  readonly refunds: number | null
}

export interface SalesReport {
  readonly companyId: number
  readonly currency: string
  readonly by: Grouping
  readonly from: string
  readonly to: string
  readonly rows: readonly ReportRow[]
  /** How many there are; `rows` stops at the limit. */
  readonly rowsTotal: number
  readonly total: SalesSums & Derived
}

/** One company, one currency: money of two companies is never added up. */
export async function salesReport(
  { db, readHot }: Pick<GroupDatabase, 'db' | 'readHot'>,
  by: Grouping,
  query: SalesQuery,
  limit?: number,
): Promise<SalesReport> {
  const company = await findCompany(db, query.companyId)
  if (company === undefined) {
    throw new Failure('not-found', `Company ${query.companyId} not found.`)
  }
  if (query.from > query.to) {
    throw new Failure('invalid', `from ${query.from} is after to ${query.to}; swap them.`, {
      fields: [{ field: 'from', value: query.from, message: `is after to (${query.to})` }],
    })
  }
  const { groups, groupsTotal } = salesGroups(readHot(), by, query, limit)
  const total = await salesTotal(db, query)
  return {
    companyId: company.id,
    currency: company.currency,
    by,
    from: query.from,
    to: query.to,
    rows: by === 'category' ? groups.map(withoutCounts) : groups,
    rowsTotal: groupsTotal,
    total: { ...total, ...derivedFrom(total) },
  }
}

function withoutCounts(group: Readonly<SalesGroup>): ReportRow {
  return { ...group, receipts: null, refunds: null }
}
