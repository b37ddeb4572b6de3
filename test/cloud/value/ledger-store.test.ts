import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HotDatabase } from '#cloud/db/hot.ts'
import { openLedger } from '#cloud/value/ledger-store.ts'
import { insertProgramme } from '#cloud/value/programmes.ts'
import { openAccount, postedOf } from '#shared/value/account.ts'
import { reservedCoupon } from '#shared/value/coupon.ts'
import { credit } from '#shared/value/credit.ts'
import { coupon, giftCard, points } from '../../shared/value/books.ts'
import { createMemoryLedger } from '../../sim/memory-ledger.ts'
import { openTestCloud } from '../test-cloud.ts'
import { bookStep, createBookWalk } from './random-books.ts'
import { twinLedger } from './twin-ledger.ts'

const runs = Number(process.env['KASSA_TEST_LEDGER_RUNS'] ?? 15)
const entry = { appliedSeq: 1, at: 5, origin: { companyId: 1, hubId: 1, at: 5 } }

test('the books in the tables answer and end like the books in memory, whatever is done', {
  timeout: 60_000 + runs * 500,
}, async () => {
  await using cloud = await openTestCloud()
  await cloud.group.writeHot((hot) => {
    const property = fc.property(
      fc.array(bookStep, { minLength: 60, maxLength: 200, size: 'max' }),
      (steps) => {
        hot.exec('SAVEPOINT walk')
        const memory = createMemoryLedger()
        const ledger = twinLedger(memory, openLedger(hot, entry))
        for (const [id, terms] of Object.entries({ a: points, b: giftCard, k: coupon })) {
          ledger.saveAccount(openAccount(id, terms))
        }
        ledger.saveCoupon(reservedCoupon('k', null))
        const step = createBookWalk(ledger, ['a', 'b'])
        try {
          for (const each of steps) step(each)
          expect(stored(hot)).toEqual(kept(memory))
        } finally {
          hot.exec('ROLLBACK TO walk')
          hot.exec('RELEASE walk')
        }
      },
    )
    fc.assert(property, { numRuns: runs })
  })
})

test('an account of a programme is there before its first movement, and gets its row by it', async () => {
  await using cloud = await openTestCloud()
  await cloud.group.writeHot((hot) => {
    insertProgramme(hot, { companyId: 1, code: 'CREDIT', name: 'Store credit', terms: giftCard })
    const ledger = openLedger(hot, entry)
    expect(ledger.account('CREDIT:7')).toEqual(openAccount('CREDIT:7', giftCard))
    expect(ledger.account('POINTS:7')).toBeUndefined()
    expect(ledger.account('CREDIT:_')).toBeUndefined()
    expect(hot.prepare('SELECT count(*) FROM value_account').get()).toEqual([0])
    const issue = { id: 'i1', account: 'CREDIT:7', kind: 'issue', amount: 500, at: 3 } as const
    credit(ledger, { ...issue, endsAt: null, receiptId: null, rule: null })
    ledger.announce()
    const columns = 'account_id, programme_id, member_id, version, balance, balance_at'
    expect(hot.prepare(`SELECT ${columns} FROM value_account`).all()).toEqual([
      ['CREDIT:7', 1, 7, 1, 500, 5],
    ])
    expect(hot.prepare('SELECT applied_seq, account_key FROM value_movement').all()).toEqual([
      [1, 1],
    ])
    const outbox = 'SELECT company_id, entity, entity_id, class FROM outbox'
    expect(hot.prepare(outbox).all()).toEqual([[1, 'account', 1, 'balances']])
  })
})

/** What a reader of the tables sees, without going through the ledger. */
function stored(hot: HotDatabase) {
  const rows = (sql: string) =>
    hot
      .prepare(sql)
      .all()
      .map((row) => [...row])
  return {
    balances: rows('SELECT account_id, version, balance, frozen FROM value_account ORDER BY 1'),
    places: rows(`SELECT place, sum(amount) FROM (
        SELECT to_place AS place, amount FROM value_movement
        UNION ALL SELECT from_place, -amount FROM value_movement) GROUP BY place ORDER BY place`),
    leases: rows('SELECT lease_id, hub_id, account_id, closed FROM value_lease ORDER BY id'),
    rights: rows('SELECT receipt_id, hub_id, epoch, holder, version FROM refund_right ORDER BY 1'),
    alarms: rows('SELECT kind, subject, words, times FROM alarm ORDER BY 1, 2, 3'),
  }
}

function kept(memory: ReturnType<typeof createMemoryLedger>): ReturnType<typeof stored> {
  const { accounts, sumsByPlace, leases, refundRights, alarms } = memory
  const times = new Map<string, number>()
  for (const { kind, subject, words } of alarms) {
    const key = JSON.stringify([kind, subject, words])
    times.set(key, (times.get(key) ?? 0) + 1)
  }
  const flag = (is: boolean) => (is ? 1 : 0)
  const sorted = <Row extends (string | number)[]>(rows: Iterable<Row>) =>
    [...rows].toSorted((a, b) => order(a, b))
  return {
    balances: sorted(
      [...accounts.values()].map((a) => [a.id, a.version, postedOf(a), flag(a.frozen)]),
    ),
    places: sorted(sumsByPlace),
    leases: [...leases].map(([id, { hub, account, open }]) => [id, hub, account, flag(!open)]),
    rights: sorted(
      [...refundRights.values()].map((r) => [r.receiptId, r.hub, r.epoch, r.holder, r.version]),
    ),
    alarms: sorted([...times].map(([key, count]) => [...(JSON.parse(key) as string[]), count])),
  }
}

function order(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, one] of a.entries()) {
    const other = b[i] ?? ''
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}
