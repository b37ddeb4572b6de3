import type { Database } from 'libsql'

/**
 * What a journal says beside its events and the events do not: an event saved without what goes with
 * it, or that applied twice, shows here. Empty = they agree. For journals of sales alone.
 */
export function differences(database: Database): string[] {
  return Object.entries(looks).flatMap(([what, sql]) =>
    (database.prepare(sql).raw(true).all() as unknown[][]).map(
      (row) => `${what}: ${row.map(String).join(', ')}`,
    ),
  )
}

const sales = `SELECT seq, id, epoch, at, body,
    json_extract(body, '$.envelope.till') AS till,
    json_extract(body, '$.envelope.shiftId') AS shift,
    json_extract(body, '$.envelope.receipt.number') AS number,
    json_extract(body, '$.payload.priced.total') AS total
  FROM event WHERE type = 'sale.closed'`

const looks = {
  'a hole in the chain': 'SELECT count(*), max(seq) FROM event HAVING count(*) <> max(seq)',
  'a sale without its receipt': `SELECT s.id, s.number, r.number, r.total
    FROM (${sales}) s LEFT JOIN receipt r ON r.seq = s.seq
    WHERE r.seq IS NULL OR r.number NOT LIKE s.number || '-__' OR r.total <> s.total
      OR r.till <> s.till OR r.at <> s.at OR r.kind <> 'sale'`,
  'a receipt without its sale': `SELECT seq, number FROM receipt
    WHERE seq NOT IN (SELECT seq FROM event WHERE type = 'sale.closed')`,
  'a number given twice': `SELECT number, count(*) FROM (${sales}) GROUP BY number
    HAVING count(*) > 1`,
  'a counter that is not its last number': `SELECT c.till, c.counter, max(s.number), count(s.seq)
    FROM till_counter c LEFT JOIN (${sales}) s ON s.till = c.till AND s.epoch = c.epoch
    GROUP BY c.till, c.epoch
    HAVING c.counter <> count(s.seq) OR c.counter <> CAST(substr(max(s.number), -6) AS INTEGER)`,
  'a shift that counts other receipts': `SELECT f.id, f.receipts, count(s.seq)
    FROM shift f LEFT JOIN (${sales}) s ON s.shift = f.id
    GROUP BY f.id HAVING f.receipts <> count(s.seq)`,
  'a shift with other takings': `SELECT shift, kind, sum(stored), sum(told) FROM (
      SELECT shift_id AS shift, kind, amount AS stored, 0 AS told FROM shift_tender
      UNION ALL
      SELECT s.shift, json_extract(t.value, '$.kind'), 0, json_extract(t.value, '$.amount')
        FROM (${sales}) s, json_each(s.body, '$.envelope.tenders') t
    ) GROUP BY shift, kind HAVING sum(stored) <> sum(told)`,
  'a sale that is not printed once': `SELECT s.id, count(j.seq)
    FROM (${sales}) s LEFT JOIN print_job j ON j.ref_id = s.id AND j.kind = 'receipt'
    GROUP BY s.id HAVING count(j.seq) <> 1`,
  'a print without its sale': `SELECT id, ref_id FROM print_job
    WHERE kind = 'receipt' AND ref_id NOT IN (SELECT id FROM event)`,
}
