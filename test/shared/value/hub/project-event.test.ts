import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '#shared/domain/failure.ts'
import { closeAfterReceipt, endedLeases } from '#shared/value/hub/end-leases.ts'
import { envelopeOf } from '#shared/value/hub/event-draft.ts'
import { askHold } from '#shared/value/hub/hold-desk.ts'
import { projectEvent } from '#shared/value/hub/project-event.ts'
import { putBackPlan } from '#shared/value/hub/put-back.ts'
import { partsStillHold, spendLeases } from '#shared/value/hub/spend-leases.ts'
import type { MemoryWallet } from '#test/sim/memory-wallet.ts'
import { createMemoryWallet } from '#test/sim/memory-wallet.ts'
import { createHubBox, ENDS, grantOf, HOUR, madeNow, movement, NOW, sale } from './hub-box.ts'

function noteEpoch(box: ReturnType<typeof createHubBox>, epoch: number): void {
  box.open({ id: `s-${epoch}`, epoch })
  const blank = envelopeOf(
    { type: 'lease.closed', word: null, receiptId: null, payload: { v: 1 } },
    madeNow('note'),
  )
  box.append({ ...blank, type: 'hub.noted' }, { v: 1, note: 'epoch-opened' })
}

function contentOf(wallet: MemoryWallet) {
  const { leases, receipts, trust } = wallet
  const open = wallet.openLeases()
  const byAccount = ['a', 'b'].map((account) => wallet.leasesOf(account))
  return { leases, receipts, trust, open, byAccount, at: wallet.stream(), day: wallet.trustDay() }
}

test('a new epoch voids every lease and starts the stream anew [B1.3]', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.grant('l2', 100)
  box.spend('l2', 30)
  box.reserved.set('l2', 5)
  box.receive(3, { kind: 'recall', lease: 'l2' })
  noteEpoch(box, 2)
  expect(box.wallet.openLeases()).toEqual([])
  expect(box.wallet.lease('l2')).toMatchObject({ state: 'void', spent: 30 })
  expect(box.wallet.stream()).toEqual({ incarnation: 0, epoch: 2, n: 0 })
  expect(box.receive(1, grantOf('l3', 10)).outcome).toBe('taken')
  expect(box.wallet.openLeases().map((lease) => lease.id)).toEqual(['l3'])
})

test('a tail chained again under a new epoch gives the same wallet as before [B1.3]', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.spend('l1', 30)
  box.receive(2, grantOf('l2', 10, { account: 'b' }))
  noteEpoch(box, 2)
  const again = createMemoryWallet()
  for (const event of box.journal) projectEvent(again, { ...event, epoch: 2 })
  expect(contentOf(again)).toEqual(contentOf(box.wallet))
  expect(again.lease('l1')).toMatchObject({ epoch: 1, state: 'void' })
})

test("yesterday's leases on a restored disk pay nothing: that boot has no anchor [B1.3]", () => {
  const box = createHubBox()
  box.grant('l1', 100)
  const image = box.wallet.copy()
  box.spend('l1', 100)
  const cover = (upper: number | null) =>
    spendLeases({
      leases: image.leasesOf('a'),
      reserved: new Map(),
      upper,
      amount: 1,
      epoch: 1,
      receiptId: 'r',
    })
  expect(cover(null)).toMatchObject({ outcome: 'short', reason: 'no-anchor' })
})

test('a sale offered again to a replaced hub may name leases it never had [B2.7]', () => {
  const box = createHubBox()
  const movements = [movement({ lease: 'gone', amount: 5 }), movement({ cover: 'account' })]
  box.append(sale({ movements }), { v: 1 })
  expect(box.wallet.leases.size).toBe(0)
})

test('a journal whose older events were pruned still knows the leases of its later words', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.spend('l1', 10)
  box.reserved.set('l1', 20)
  box.receive(2, { kind: 'recall', lease: 'l1' })
  const wallet = createMemoryWallet()
  for (const event of box.journal.slice(-1)) projectEvent(wallet, event)
  expect(wallet.lease('l1')).toMatchObject({ state: 'recalled', spent: 10, returned: 70 })
  expect(wallet.stream()).toEqual({ incarnation: 1, epoch: 1, n: 2 })
})

test('a lease is written only on the version it was decided on', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  const [lease] = box.wallet.leasesOf('a')
  if (lease === undefined) throw new Error('no lease')
  expect(() => box.wallet.saveLease({ ...lease, spent: 5 })).toThrow(Failure)
})

test('a cleared wallet is an empty one', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.append(sale(), { v: 1 })
  box.wallet.clear()
  expect(contentOf(box.wallet)).toEqual(contentOf(createMemoryWallet()))
})

/** What may happen to a hub, in any order. */
const anyStep = fc.record({
  kind: fc.constantFrom(
    'grant',
    'grant',
    'hold',
    'recall',
    'reserve',
    'reserve',
    'commit',
    'commit',
    'give-up',
    'put-back',
    'end',
    'restored-cloud',
    'new-epoch',
    'power-cut',
  ),
  lease: fc.nat(11),
  amount: fc.integer({ min: 1, max: 60 }),
  account: fc.constantFrom('a', 'b'),
})

test('whatever happens, a lease gives out no more than it holds and the journal tells it all', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const box = createHubBox()
      const { wallet, reserved } = box
      let upper = NOW.wallMs
      let payment: { account: string; parts: readonly { lease: string; amount: number }[] } | null =
        null
      const spends: { movementId: string; lease: string; left: number }[] = []
      const endPayment = () => {
        if (payment === null) return
        for (const { lease, amount } of payment.parts) {
          reserved.set(lease, (reserved.get(lease) ?? 0) - amount)
        }
        const accounts = [payment.account]
        payment = null
        const ended = closeAfterReceipt({ wallet, receiptId: 'r', accounts, reserved })
        for (const draft of ended) box.keep(draft)
      }
      for (const { kind, lease, amount, account } of steps) {
        const { epoch, incarnation } = box.session()
        const at = wallet.stream()
        const next = at.incarnation === incarnation && at.epoch === epoch ? at.n + 1 : 1
        const id = `l${lease}`
        const endsAt = ENDS + lease * HOUR
        if (kind === 'grant') box.receive(next, grantOf(id, amount, { account, endsAt }))
        if (kind === 'hold') {
          const asked = { requestId: 'q', receiptId: 'r', account, amount, now: NOW }
          if (amount % 2 === 0) box.openRequests.set('q', askHold(asked).ask)
          box.receive(next, grantOf(id, amount, { account, requestId: 'q', receiptId: 'r' }))
          box.openRequests.clear()
        }
        if (kind === 'recall') box.receive(next, { kind: 'recall', lease: id })
        if (kind === 'reserve' && payment === null) {
          const leases = wallet.leasesOf(account)
          const wanted = { leases, reserved, upper, amount, epoch, receiptId: 'r' }
          const cover = spendLeases(wanted)
          if (cover.outcome === 'covered') {
            payment = { account, parts: cover.parts }
            for (const part of cover.parts) {
              reserved.set(part.lease, (reserved.get(part.lease) ?? 0) + part.amount)
            }
          }
        }
        if (kind === 'commit' && payment !== null) {
          const { parts } = payment
          if (!partsStillHold({ wallet, parts, upper, epoch })) {
            endPayment()
            continue
          }
          const movements = parts.map((part) => movement({ ...part, account }))
          box.append(sale({ movements }), { v: 1 })
          for (const one of movements) {
            spends.push({ movementId: one.id, lease: one.lease ?? '', left: one.amount })
          }
          endPayment()
        }
        if (kind === 'give-up') endPayment()
        if (kind === 'put-back') {
          const plan = putBackPlan({ wallet, spends, amount, epoch, upper })
          if (plan.outcome === 'planned') {
            const movements = plan.parts.map((part) => movement({ ...part, kind: 'give-back' }))
            box.append(sale({ movements, tenders: [] }), { v: 1 })
            for (const part of plan.parts) {
              const spend = spends.find((one) => one.movementId === part.reverses)
              if (spend !== undefined) spend.left -= part.amount
            }
          }
        }
        if (kind === 'end') {
          upper += HOUR * 6
          for (const draft of endedLeases({ wallet, upper, reserved })) box.keep(draft)
        }
        if (kind === 'restored-cloud') {
          box.open({ id: `s${box.journal.length}`, incarnation: incarnation + 1 })
        }
        if (kind === 'new-epoch') {
          payment = null
          reserved.clear()
          noteEpoch(box, epoch + 1)
        }
        if (kind === 'power-cut') {
          payment = null
          reserved.clear()
        }
        for (const one of wallet.leases.values()) {
          const left = one.granted - one.spent - one.returned
          expect(one.spent).toBeGreaterThanOrEqual(0)
          expect(left).toBeGreaterThanOrEqual(0)
          if (one.state === 'closed' || one.state === 'refused') expect(left).toBe(0)
          if (one.state === 'open' || one.state === 'recalled') {
            expect(one.epoch).toBe(box.session().epoch)
            expect(reserved.get(one.id) ?? 0).toBeLessThanOrEqual(left)
          }
        }
      }
      expect(contentOf(box.rebuilt())).toEqual(contentOf(wallet))
    }),
    { numRuns: 300 },
  )
})

test('a coupon for the next order is held from its sale on, and not where the sale is of an ended epoch or another disk [B1.3]', () => {
  const given = (lease: string) =>
    sale({ movements: [movement({ kind: 'load', account: 'c', lease, endsAt: ENDS })] })
  const box = createHubBox()
  box.append(given('born'), { v: 1 })
  expect(box.wallet.lease('born')).toMatchObject({ epoch: 1, state: 'open', endsAt: ENDS })
  box.spend('born', 1)
  expect(box.wallet.lease('born')).toMatchObject({ granted: 1, spent: 1 })
  noteEpoch(box, 2)
  // A till kept it, and this box is another one.
  box.append(given('kept'), { v: 1 })
  expect(box.wallet.lease('kept')).toMatchObject({ epoch: 1, state: 'void' })
  expect(box.wallet.openLeases()).toEqual([])
  expect(contentOf(box.rebuilt())).toEqual(contentOf(box.wallet))
})
