import { expect, test } from 'vitest'
import { freeOf } from '#shared/value/account.ts'
import { forfeitLease, writeOffForfeit } from '#shared/value/cloud/forfeit-lease.ts'
import { leasesToRecall } from '#shared/value/cloud/recall-lease.ts'
import {
  hubReported,
  mayPromise,
  overrideHub,
  startRecovery,
} from '#shared/value/cloud/recovery.ts'
import type { MemoryLedger } from '../../../sim/memory-ledger.ts'
import { accountIn } from '../books.ts'
import {
  booksOf,
  expectLawful,
  granted,
  leaseIn,
  movementOf,
  report,
  spendOf,
  sumAt,
  tell,
  wordOf,
} from './story.ts'

const free = (ledger: MemoryLedger) => freeOf(accountIn(ledger, 'm'))
const head = { epoch: 1, seq: 9 }

test('restored books promise nothing until every hub has reported up to its head [B1.12]', () => {
  let recovery = startRecovery([1, 2])
  expect(mayPromise(recovery)).toBe(false)
  recovery = hubReported(recovery, 1, { head, ingested: { epoch: 1, seq: 8 } })
  expect(recovery.waitingFor).toEqual([1, 2])
  recovery = hubReported(recovery, 1, { head, ingested: head })
  recovery = hubReported(recovery, 1, { head, ingested: head })
  expect(recovery.waitingFor).toEqual([2])
  expect(mayPromise(recovery)).toBe(false)
  recovery = hubReported(recovery, 2, { head, ingested: { epoch: 2, seq: 0 } })
  expect(mayPromise(recovery)).toBe(true)
})

test('HQ may override a hub that will not come, one by one [B1.12]', () => {
  let recovery = overrideHub(startRecovery([1, 2]), 2)
  expect(recovery).toEqual({ waitingFor: [1], overridden: [2] })
  recovery = overrideHub(recovery, 2)
  expect(recovery).toEqual({ waitingFor: [1], overridden: [2] })
  expect(mayPromise(hubReported(recovery, 1, { head, ingested: head }))).toBe(true)
})

test('a lease that restored books do not know is taken out of free again [B1.12]', () => {
  const ledger = booksOf([
    [60, 900],
    [60, 2000],
    [60, null],
  ])
  const before = ledger.copy()
  granted(ledger, { lotsEndingFrom: 1000 })
  tell(before, 'lease.granted', wordOf())
  expect(leaseIn(before)).toEqual(leaseIn(ledger))
  expect(accountIn(before, 'm').lots).toEqual(accountIn(ledger, 'm').lots)
  report(before, [spendOf('v', 30)])
  tell(before, 'lease.closed', wordOf({ spent: 30, returned: 70, reason: 'ended' }))
  expect(free(before)).toBe(150)
  expect(before.alarms).toEqual([])
  expectLawful(before)
})

test('two leases that restored books do not know make free negative, and both are recalled [B1.12]', () => {
  const ledger = booksOf([[100, null]])
  tell(ledger, 'lease.granted', wordOf({ granted: 80 }))
  const second = { lease: 'L2', granted: 70 }
  expect(tell(ledger, 'lease.granted', wordOf(second), { hub: 2 }).leases).toEqual(['L', 'L2'])
  expect(free(ledger)).toBe(-50)
  expect(leasesToRecall(accountIn(ledger, 'm'))).toEqual(['L', 'L2'])
  tell(ledger, 'lease.closed', wordOf({ returned: 80, reason: 'recalled' }))
  report(ledger, [spendOf('v', 70, { lease: 'L2' })], { hub: 2 })
  tell(ledger, 'lease.closed', wordOf({ lease: 'L2', spent: 70, returned: 0, reason: 'ended' }), {
    hub: 2,
  })
  expect(free(ledger)).toBe(30)
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
  expectLawful(ledger)
})

test('a recreated lease never outlives its lots [B1.7]', () => {
  const ledger = booksOf([[100, 500]])
  tell(ledger, 'lease.granted', wordOf({ granted: 80 }))
  expect(leaseIn(ledger)?.lots).toEqual([{ id: 'recreated:L', amount: 80, endsAt: 1000 }])
  expect(accountIn(ledger, 'm').lots).toEqual([{ id: 'lot1', amount: 20, endsAt: 500 }])
  expectLawful(ledger)
})

test('a lease of an account that the restored books do not know is kept, frozen until HQ says [B1.12]', () => {
  const ledger = booksOf([])
  tell(ledger, 'lease.granted', wordOf({ account: 'lost' }))
  report(ledger, [spendOf('v', 30, { account: 'lost' })])
  expect(accountIn(ledger, 'lost')).toMatchObject({ frozen: true, owed: 100 })
  expect(leaseIn(ledger)).toMatchObject({ granted: 100, spent: 30 })
  expect(ledger.alarms.map(({ kind }) => kind)).toEqual(['unknown-account'])
  expectLawful(ledger)
})

test('a lease of an ended epoch that restored books do not know is void at once [B1.3]', () => {
  const ledger = booksOf([[100, null]])
  tell(ledger, 'lease.granted', wordOf(), { epoch: 2, chainedAgain: true })
  const close = wordOf({ returned: 100, reason: 'ended' })
  tell(ledger, 'lease.closed', close, { epoch: 2, chainedAgain: true })
  expect(leaseIn(ledger)?.state).toBe('void')
  expect(free(ledger)).toBe(0)
})

test('what was refused or closed while nobody remembers keeps its id used [B1.4]', () => {
  const ledger = booksOf([[100, null]])
  tell(ledger, 'lease.refused', wordOf({ returned: 100, reason: 'late' }))
  expect(ledger.alarms).toEqual([])
  tell(ledger, 'lease.closed', wordOf({ lease: 'L2', returned: 100, reason: 'ended' }))
  tell(ledger, 'lease.returned', wordOf({ lease: 'L3', returned: 100, reason: 'recalled' }))
  expect(ledger.alarms.map(({ subject }) => subject)).toEqual(['lease L2', 'lease L3'])
  for (const id of ['L', 'L2']) expect(() => granted(ledger, { id })).toThrow('lease-id-used')
  expect(free(ledger)).toBe(100)
})

test('what a till kept of a lease that restored books never heard of, and whose box died, its holder pays [B1.12, B2.7]', () => {
  const kept = { hub: 2, epoch: 2, chainedAgain: true }
  const spends = () => [spendOf('v', 60), spendOf('w', 50)]
  const backs = () => [movementOf({ id: 'b', kind: 'give-back', amount: 60, reverses: 'v' })]
  for (const order of [
    [...spends(), ...backs()],
    [...backs(), ...spends()],
  ]) {
    const ledger = booksOf([[100, null]])
    for (const movement of order) {
      for (let time = 0; time < 2; time++) report(ledger, [movement], kept)
      expectLawful(ledger)
    }
    expect(free(ledger)).toBe(50)
    expect(sumAt(ledger, 'risk@points:7')).toBe(0)
    expect(ledger.alarms.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      'unknown-lease lease L',
      'unknown-lease lease L',
    ])
    // A disk that still knew the lease is heard after all: its rest is nobody's until HQ gives it up.
    tell(ledger, 'lease.granted', wordOf(), { epoch: 2, chainedAgain: true })
    forfeitLease(ledger, { id: 'F', lease: 'L', at: 1000, marginMs: 0 })
    writeOffForfeit(ledger, { id: 'O', lease: 'L', at: 1000 })
    expect(free(ledger)).toBe(50)
    expect(sumAt(ledger, 'risk@points:7')).toBe(0)
    expectLawful(ledger)
  }
})
