import { expect, test } from 'vitest'
import { freeOf, postedOf } from '#shared/value/account.ts'
import { forfeitLease, writeOffForfeit } from '#shared/value/cloud/forfeit-lease.ts'
import { forfeitAllowed } from '#shared/value/cloud/forfeit-policy.ts'
import { voidLeases } from '#shared/value/cloud/void-leases.ts'
import { correct } from '#shared/value/correct.ts'
import type { MemoryLedger } from '../../../sim/memory-ledger.ts'
import { accountIn } from '../books.ts'
import {
  booksOf,
  expectLawful,
  granted,
  leaseIn,
  report,
  spendOf,
  sumAt,
  tell,
  wordOf,
} from './story.ts'

const forfeit = { id: 'f', lease: 'L', at: 1500, marginMs: 500 }
const done = { outcome: 'done' }
const repeated = { outcome: 'repeated' }
const free = (ledger: MemoryLedger) => freeOf(accountIn(ledger, 'm'))

test('a lease is forfeited only when its end and the margin have passed, a void one too [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  expect(forfeitLease(ledger, { ...forfeit, at: 1499 })).toMatchObject({ reason: 'not-ended' })
  voidLeases(ledger, 1, 1)
  expect(forfeitLease(ledger, { ...forfeit, at: 1499 })).toMatchObject({ reason: 'not-ended' })
  expect(forfeitLease(ledger, forfeit)).toEqual(done)
})

test('the holder is made good from the risk account, which keeps the escrow in exchange [B1.1]', () => {
  const ledger = booksOf([[100, 5000]])
  granted(ledger)
  report(ledger, [spendOf('v', 30)])
  forfeitLease(ledger, forfeit)
  expect(accountIn(ledger, 'm').lots).toEqual([{ id: 'lot1', amount: 70, endsAt: 5000 }])
  expect(postedOf(accountIn(ledger, 'm'))).toBe(70)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-70)
  expect(sumAt(ledger, 'risk/lease:L@points:7')).toBe(70)
  expectLawful(ledger)
})

test('what the cut off store had spent is charged to the risk account when it reports [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  forfeitLease(ledger, forfeit)
  granted(ledger, { id: 'L2', hub: 2, at: 1600, endsAt: 3000 })
  report(ledger, [spendOf('w', 100, { lease: 'L2' })], { hub: 2 })
  report(ledger, [spendOf('v', 100)])
  tell(ledger, 'lease.closed', wordOf({ spent: 100, returned: 0, reason: 'ended' }))
  expect(free(ledger)).toBe(0)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-100)
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('a store that comes back with its lease unspent leaves no loss at all [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  forfeitLease(ledger, forfeit)
  tell(ledger, 'lease.closed', wordOf({ returned: 100, reason: 'ended' }))
  expect(free(ledger)).toBe(100)
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
})

test('a debt is paid first when the holder is made good [B1.6]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  correct(ledger, { id: 'c', account: 'm', amount: -40, endsAt: null, at: 20 })
  forfeitLease(ledger, forfeit)
  expect(free(ledger)).toBe(60)
  expect(accountIn(ledger, 'm').owed).toBe(0)
  expectLawful(ledger)
})

test('a lease is forfeited and written off once, and its escrow is never without an open entry [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  expect(forfeitLease(ledger, forfeit)).toMatchObject({ reason: 'no-lease' })
  expect(writeOffForfeit(ledger, { id: 'o', lease: 'L', at: 9 })).toMatchObject({
    reason: 'no-lease',
  })
  granted(ledger)
  expect(writeOffForfeit(ledger, { id: 'o', lease: 'L', at: 9 })).toMatchObject({
    reason: 'wrong-state',
  })
  expect(forfeitLease(ledger, forfeit)).toEqual(done)
  expect(forfeitLease(ledger, forfeit)).toEqual(repeated)
  expect(forfeitLease(ledger, { ...forfeit, id: 'f2' })).toMatchObject({ reason: 'wrong-state' })
  expect(leaseIn(ledger)?.state).toBe('forfeited')
  expect(writeOffForfeit(ledger, { id: 'o', lease: 'L', at: 2000 })).toEqual(done)
  expect(writeOffForfeit(ledger, { id: 'o', lease: 'L', at: 2000 })).toEqual(repeated)
  expect(forfeitLease(ledger, forfeit)).toEqual(repeated)
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
  expect(free(ledger)).toBe(100)
  expectLawful(ledger)
})

test('a lease that was spent to the end is forfeited without a loss, and waits for its word [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 100)])
  expect(forfeitLease(ledger, forfeit)).toEqual(done)
  expect(forfeitLease(ledger, forfeit)).toEqual(repeated)
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
  expect(leaseIn(ledger)?.state).toBe('forfeited')
  expect(writeOffForfeit(ledger, { id: 'o', lease: 'L', at: 2000 })).toEqual(done)
  expect(leaseIn(ledger)).toBeUndefined()
})

test('the setting forfeits whole leases up to its cap of the day [B1.1]', () => {
  expect(forfeitAllowed({ dayCap: 100, usedToday: 40 }, 60)).toBe(true)
  expect(forfeitAllowed({ dayCap: 100, usedToday: 40 }, 61)).toBe(false)
  expect(forfeitAllowed({ dayCap: 0, usedToday: 0 }, 1)).toBe(false)
  expect(forfeitAllowed({ dayCap: 0, usedToday: 0 }, 0)).toBe(false)
  expect(forfeitAllowed({ dayCap: 100, usedToday: 100 }, 0)).toBe(true)
})
