import Database from 'libsql'
import { expect } from 'vitest'

/** Each rollup of a group's books is what an independent scan of the rows beneath it says. */
export function expectRollups(file: string): void {
  for (const [rollup, scan] of rollupsAndScans) {
    expect(rows(file, rollup), rollup).toEqual(rows(file, scan))
  }
}

const applied = `FROM receipt r JOIN event e ON e.applied_seq = r.applied_seq AND e.state = 'applied'`
const rollupsAndScans = [
  [
    'SELECT account_id, business_on, debit, credit FROM account_day ORDER BY 1, 2',
    `SELECT p.account_id, t.business_on, sum(max(p.amount, 0)), sum(max(-p.amount, 0))
     FROM posting p JOIN ledger_transaction t ON t.id = p.transaction_id GROUP BY 1, 2 ORDER BY 1, 2`,
  ],
  [
    `SELECT business_on, store_id, till, cashier_id, receipts, refunds, gross
     FROM sales_by_till ORDER BY 1, 2, 3, 4`,
    `SELECT r.business_on, r.store_id, r.till, r.cashier_id, sum(r.kind = 'sale'),
     sum(r.kind = 'refund'), sum(r.total) ${applied} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
  ],
  [
    'SELECT business_on, store_id, sum(gross), sum(net), sum(vat) FROM sales_by_product GROUP BY 1, 2',
    'SELECT business_on, store_id, sum(gross), sum(net), sum(vat) FROM sales_by_till GROUP BY 1, 2',
  ],
  [
    'SELECT business_on, sum(net) FROM sales_by_till GROUP BY 1 ORDER BY 1',
    `SELECT t.business_on, -sum(p.amount) FROM posting p JOIN ledger_transaction t
     ON t.id = p.transaction_id JOIN ledger_account a ON a.id = p.account_id
     WHERE a.role = 'sales' GROUP BY 1 ORDER BY 1`,
  ],
] as const

export function rows(file: string, sql: string): unknown[][] {
  const database = new Database(file)
  try {
    return database.prepare(sql).raw(true).all() as unknown[][]
  } finally {
    database.close()
  }
}
