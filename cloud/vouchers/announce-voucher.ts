import type { HotDatabase } from '../db/hot.ts'

/** For one that became known after its unit was booked, or has none. */
export function announceVoucher(hot: HotDatabase, account: string): void {
  hot.prepare(announceSql).run(account)
}

const announceSql = `INSERT INTO outbox (company_id, entity, entity_id, class)
  SELECT p.company_id, 'voucher', v.id, 'urgent' FROM voucher v
  JOIN programme p ON p.id = v.programme_id WHERE v.account = ?`
