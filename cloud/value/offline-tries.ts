import type { OfflineTry } from '#shared/contracts/sync.ts'
import type { HotDatabase } from '../db/hot.ts'

/** A hub says all it counted of a day, again and again: an older disk of it knows less. */
export function saveOfflineTries(
  hot: HotDatabase,
  hubId: number,
  tries: readonly OfflineTry[],
): void {
  for (const { businessOn, programme, outcome, tries: count } of tries) {
    hot.prepare(saveSql).run(hubId, businessOn, programme, outcome, count)
  }
}

/** What stores without internet served of one programme. */
export interface OfflineCoverage {
  readonly storeCode: string
  readonly storeName: string
  readonly programme: string
  readonly tried: number
  readonly paid: number
  readonly refused: readonly { readonly reason: string; readonly tries: number }[]
}

/** Of a company's stores by day, both days included. */
export function offlineCoverage(
  hot: HotDatabase,
  wish: { readonly companyId: number; readonly from: string; readonly to: string },
): OfflineCoverage[] {
  const rows = hot.prepare(coverageSql).all(wish.companyId, wish.from, wish.to)
  const found = new Map<string, OfflineCoverage>()
  for (const [storeCode, storeName, code, outcome, sum] of rows) {
    const programme = String(code)
    const tries = Number(sum)
    const key = `${String(storeCode)} ${programme}`
    const before = found.get(key) ?? {
      storeCode: String(storeCode),
      storeName: String(storeName),
      programme,
      tried: 0,
      paid: 0,
      refused: [],
    }
    const isPaid = outcome === 'paid'
    found.set(key, {
      ...before,
      tried: before.tried + tries,
      paid: before.paid + (isPaid ? tries : 0),
      refused: isPaid ? before.refused : [...before.refused, { reason: String(outcome), tries }],
    })
  }
  return [...found.values()]
}

const saveSql = `INSERT INTO offline_try (hub_id, business_on, programme, outcome, tries)
  VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (hub_id, business_on, programme, outcome) DO UPDATE
    SET tries = max(tries, excluded.tries)`
const coverageSql = `SELECT s.code, s.name, t.programme, t.outcome, sum(t.tries)
  FROM offline_try t JOIN hub h ON h.id = t.hub_id JOIN store s ON s.id = h.store_id
  WHERE h.company_id = ? AND t.business_on BETWEEN ? AND ?
  GROUP BY s.code, s.name, t.programme, t.outcome
  ORDER BY s.code, t.programme, sum(t.tries) DESC, t.outcome`
