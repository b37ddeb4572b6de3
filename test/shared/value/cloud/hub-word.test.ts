import { expect, test } from 'vitest'
import { freeOf, postedOf } from '#shared/value/account.ts'
import { forfeitLease } from '#shared/value/cloud/forfeit-lease.ts'
import { grantLease } from '#shared/value/cloud/grant-lease.ts'
import { recallLease } from '#shared/value/cloud/recall-lease.ts'
import { voidLeases } from '#shared/value/cloud/void-leases.ts'
import { correct } from '#shared/value/correct.ts'
import { accountIn } from '../books.ts'
import {
  booksOf,
  expectLawful,
  granted,
  grantOf,
  leaseIn,
  report,
  spendOf,
  sumAt,
  tell,
  wordOf,
} from './story.ts'

const free = (ledger: Parameters<typeof accountIn>[0]) => freeOf(accountIn(ledger, 'm'))

test('the word of the hub closes a lease: what is left goes back with its own lots [B1.1]', () => {
  const ledger = booksOf([
    [60, 2000],
    [60, 3000],
  ])
  granted(ledger)
  report(ledger, [spendOf('v', 70)])
  tell(ledger, 'lease.closed', wordOf({ spent: 70, returned: 30, reason: 'ended' }))
  expect(accountIn(ledger, 'm').lots).toEqual([{ id: 'lot2', amount: 50, endsAt: 3000 }])
  expect(accountIn(ledger, 'm').leases).toEqual([])
  expect(ledger.leasesOfHub(1)).toEqual([])
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('a part that returns early comes out of the lots that end last, and the lease stays [B1.4]', () => {
  const ledger = booksOf([
    [60, 2000],
    [60, 3000],
  ])
  granted(ledger)
  recallLease(ledger, 'L')
  tell(ledger, 'lease.returned', wordOf({ returned: 50, reason: 'recalled' }))
  expect(leaseIn(ledger)?.lots).toEqual([{ id: 'lot1', amount: 50, endsAt: 2000 }])
  expect(free(ledger)).toBe(70)
  report(ledger, [spendOf('v', 50)])
  tell(ledger, 'lease.closed', wordOf({ spent: 50, returned: 0, reason: 'receipt-ended' }))
  expect(leaseIn(ledger)).toBeUndefined()
  expectLawful(ledger)
})

test('a word that comes twice returns once', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  for (let i = 0; i < 2; i++) {
    tell(ledger, 'lease.granted', wordOf())
    tell(ledger, 'lease.returned', wordOf({ returned: 40, reason: 'recalled' }))
    expect(free(ledger)).toBe(40)
  }
  for (let i = 0; i < 2; i++) {
    tell(ledger, 'lease.closed', wordOf({ returned: 60, reason: 'recalled' }))
    tell(ledger, 'lease.granted', wordOf())
    expect(free(ledger)).toBe(100)
  }
  expect(ledger.alarms).toEqual([])
})

test('a hub that refuses a late grant gives all of it back at once [B1.4]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger, { receiptId: 'r1' })
  tell(ledger, 'lease.refused', wordOf({ receiptId: 'r1', returned: 100, reason: 'late' }))
  expect(free(ledger)).toBe(100)
  expect(leaseIn(ledger)).toBeUndefined()
})

test('a recall that overtook its grant closes the lease, and the dead grant changes nothing [B1.4]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  recallLease(ledger, 'L')
  const unknown = { account: '?', granted: 0, endsAt: 0, reason: 'unknown' } as const
  tell(ledger, 'lease.refused', wordOf(unknown))
  expect(free(ledger)).toBe(100)
  tell(ledger, 'lease.refused', wordOf({ returned: 100, reason: 'dead' }), { id: 'dead' })
  expect(free(ledger)).toBe(100)
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('the end of a lease never returns its escrow [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  const later = grantLease(
    ledger,
    grantOf({ id: 'L2', hub: 2, at: 10_000_000, endsAt: 10_001_000 }),
  )
  expect(later).toEqual({ outcome: 'refused', reason: 'too-little', free: 0 })
})

test('what returns to an account that owes pays its debt [B1.6]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  correct(ledger, { id: 'c', account: 'm', amount: -30, endsAt: null, at: 20 })
  tell(ledger, 'lease.closed', wordOf({ returned: 100, reason: 'recalled' }))
  expect(free(ledger)).toBe(70)
  expect(accountIn(ledger, 'm').owed).toBe(0)
  expectLawful(ledger)
})

test('the word of a void lease under a new epoch spends, but returns nothing [B1.3]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  expect(voidLeases(ledger, 1, 1)).toEqual(['L'])
  const again = { epoch: 2, chainedAgain: true }
  tell(ledger, 'lease.granted', wordOf(), again)
  report(ledger, [spendOf('v', 30)], { epoch: 2 })
  tell(ledger, 'lease.returned', wordOf({ returned: 20, reason: 'recalled' }), again)
  tell(ledger, 'lease.closed', wordOf({ spent: 30, returned: 50, reason: 'recalled' }), again)
  tell(ledger, 'lease.refused', wordOf({ reason: 'unknown' }), { epoch: 2 })
  expect(free(ledger)).toBe(0)
  expect(leaseIn(ledger)).toMatchObject({ state: 'void', spent: 30 })
  expect(postedOf(accountIn(ledger, 'm'))).toBe(70)
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('only leases of the ended epochs of that hub become void [B1.3]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger, { amount: 10 })
  granted(ledger, { id: 'L2', hub: 2, amount: 10 })
  granted(ledger, { id: 'L3', epoch: 2, amount: 10 })
  recallLease(ledger, 'L')
  expect(voidLeases(ledger, 1, 1)).toEqual(['L'])
  expect(leaseIn(ledger, 'L2')?.state).toBe('open')
  expect(leaseIn(ledger, 'L3')?.state).toBe('open')
  expect(recallLease(ledger, 'L')).toMatchObject({ reason: 'wrong-state' })
})

test('a word of another epoch than the grant’s returns nothing, void or not [B1.3]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  const close = wordOf({ returned: 100, reason: 'ended' })
  tell(ledger, 'lease.closed', close, { epoch: 2 })
  tell(ledger, 'lease.closed', close, { epoch: 1, chainedAgain: true })
  expect(leaseIn(ledger)?.state).toBe('open')
  expect(free(ledger)).toBe(0)
})

test('a forfeited lease stays forfeited when the epoch of its hub ends [B1.3]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  forfeitLease(ledger, { id: 'f', lease: 'L', at: 2000, marginMs: 0 })
  expect(voidLeases(ledger, 1, 1)).toEqual([])
  expect(leaseIn(ledger)?.state).toBe('forfeited')
  expectLawful(ledger)
})

test('a grant of nothing is no lease', () => {
  const ledger = booksOf([[100, null]])
  tell(ledger, 'lease.granted', wordOf({ granted: 0 }))
  expect(ledger.accountOfLease('L')).toBeUndefined()
})

test('the word of a void lease counts for nothing even in its own epoch [B1.3]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  voidLeases(ledger, 1, 1)
  tell(ledger, 'lease.closed', wordOf({ returned: 100, reason: 'ended' }))
  expect(leaseIn(ledger)?.state).toBe('void')
  expect(free(ledger)).toBe(0)
})

test("a stranger's word on a lease moves nothing and is told to HQ", () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  tell(ledger, 'lease.closed', wordOf({ returned: 100, reason: 'recalled' }), { hub: 2 })
  expect(leaseIn(ledger)?.state).toBe('open')
  expect(ledger.alarms).toMatchObject([{ kind: 'unknown-lease', subject: 'lease L' }])
})

test('a forfeited lease that comes back belongs to the risk account [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  forfeitLease(ledger, { id: 'f', lease: 'L', at: 2000, marginMs: 0 })
  report(ledger, [spendOf('v', 30)])
  tell(ledger, 'lease.returned', wordOf({ returned: 50, reason: 'recalled' }))
  tell(ledger, 'lease.closed', wordOf({ spent: 30, returned: 20, reason: 'ended' }))
  expect(free(ledger)).toBe(100)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-30)
  expect(leaseIn(ledger)).toBeUndefined()
  expectLawful(ledger)
})

test('a hub that gives back another sum than the books have is told to HQ; the books win', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  tell(ledger, 'lease.returned', wordOf({ returned: 130, reason: 'recalled' }))
  expect(free(ledger)).toBe(100)
  tell(ledger, 'lease.closed', wordOf({ returned: 5, reason: 'recalled' }))
  expect(free(ledger)).toBe(100)
  expect(ledger.alarms.map(({ kind }) => kind)).toEqual(['lease-overspent', 'lease-overspent'])
  expectLawful(ledger)
})
