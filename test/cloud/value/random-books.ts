import fc from 'fast-check'
import type { Envelope, LeaseWord } from '#shared/contracts/event.ts'
import { freeOf } from '#shared/value/account.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { forfeitLease, writeOffForfeit } from '#shared/value/cloud/forfeit-lease.ts'
import { grantLease } from '#shared/value/cloud/grant-lease.ts'
import { findLease } from '#shared/value/cloud/lease-of-account.ts'
import { recallLease } from '#shared/value/cloud/recall-lease.ts'
import { voidRefundRight } from '#shared/value/cloud/refund-claims.ts'
import { grantRefund, revokeRefundGrant } from '#shared/value/cloud/refund-grants.ts'
import { voidLeases } from '#shared/value/cloud/void-leases.ts'
import { correct } from '#shared/value/correct.ts'
import { holdCoupon, issueCoupon, sellCoupon, useCoupon } from '#shared/value/coupon-verbs.ts'
import { credit } from '#shared/value/credit.ts'
import { expireLots } from '#shared/value/expire.ts'
import { freeze, unfreeze } from '#shared/value/freeze.ts'
import { giveBack } from '#shared/value/give-back.ts'
import { captureHold, lapseHolds, placeHold, releaseHold } from '#shared/value/hold.ts'
import type { Ledger } from '#shared/value/ledger.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import { spend } from '#shared/value/spend.ts'
import { cancelVoucher, issueVoucher } from '#shared/value/voucher-verbs.ts'
import {
  envelopeOf,
  movementOf,
  receiptOf,
  spendOf,
  wordOf,
} from '../../shared/value/cloud/story.ts'

const verbs = [
  'credit',
  'credit',
  'correct',
  'spend',
  'give back',
  'give back',
  'give back',
  'place hold',
  'capture hold',
  'release hold',
  'lapse holds',
  'grant',
  'grant',
  'recall',
  'sale from a lease',
  'sale from a lease',
  'sale on trust',
  'refund of it',
  'refund elsewhere',
  'ask for a refund',
  'right returned',
  'lease word',
  'lease closed',
  'void',
  'forfeit',
  'write off',
  'expire',
  'freeze',
  'unfreeze',
  'coupon',
  'voucher sold',
  'voucher sold',
  'voucher back',
  'voucher back',
  'voucher by HQ',
] as const

export const bookStep = fc.record({
  verb: fc.constantFrom(...verbs),
  hub: fc.integer({ min: 1, max: 2 }),
  pick: fc.nat(11),
  amount: fc.integer({ min: 1, max: 60 }),
})
export type BookStep = typeof bookStep extends fc.Arbitrary<infer S> ? S : never

/** One random thing after the other is done to the books; `accounts` are there before. */
export function createBookWalk(ledger: Ledger, accounts: readonly string[]) {
  const leases: string[] = []
  const spends: string[] = []
  const sales: { id: string; hub: number }[] = []
  const holds: { id: string; account: string }[] = []
  const epochs = [0, 1, 1]
  const loads: { id: string; account: string; hub: number; receiptId: string }[] = []
  let count = 0
  let now = 1000

  const pickOf = <T>(list: readonly T[], n: number): T | undefined => list[n % (list.length || 1)]
  const take = (hub: number, envelope: Envelope, chainedAgain = false) =>
    applyEnvelope(ledger, { hub, epoch: epochs[hub] ?? 1, seq: 1, envelope, chainedAgain })

  return (step: BookStep): void => {
    const { verb, hub, pick, amount } = step
    count += 1
    now += pick
    const [id, at] = [`${verb} ${count}`, now]
    const account = pickOf(accounts, pick) ?? ''
    const lease = pickOf(leases, pick)
    const common = { id, account, amount, at }
    const receiptId = `r${count}`
    const sell = (movements: Envelope['movements']) => {
      const receipt = receiptOf(receiptId)
      const tenders = [{ kind: 'cash' as const, amount: amount * 10 }]
      take(hub, envelopeOf('sale.closed', { id, at, receipt, movements, tenders }), pick === 11)
      sales.push({ id: receiptId, hub })
    }
    switch (verb) {
      case 'credit': {
        const endsAt = pick % 2 === 0 ? null : at + amount
        credit(ledger, { ...common, kind: 'issue', endsAt, receiptId: null, rule: null })
        return
      }
      case 'correct':
        correct(ledger, { ...common, amount: pick % 2 === 0 ? amount : -amount, endsAt: null })
        return
      case 'spend': {
        const done = spend(ledger, { ...common, receiptId, rule: null })
        if (done.outcome === 'done') spends.push(id)
        return
      }
      case 'give back': {
        const reverses = pickOf(spends, pick)
        if (reverses !== undefined) giveBack(ledger, { id, reverses, amount, at, receiptId: null })
        return
      }
      case 'place hold': {
        placeHold(ledger, { ...common, receiptId, lapsesAt: at + 20 })
        holds.push({ id, account })
        return
      }
      case 'capture hold':
      case 'release hold': {
        const hold = pickOf(holds, pick)
        if (hold === undefined) return
        const of = { id, account: hold.account, hold: hold.id, at }
        if (verb === 'release hold') releaseHold(ledger, of)
        else captureHold(ledger, { ...of, amount })
        return
      }
      case 'lapse holds':
        lapseHolds(ledger, account, at)
        return
      case 'grant': {
        const found = ledger.account(account)
        const of = Math.max(1, Math.min(amount, found === undefined ? 0 : freeOf(found)))
        const ends = {
          endsAt: at + 40,
          lotsEndingFrom: null,
          receiptId: null,
          epoch: epochs[hub] ?? 1,
        }
        const { outcome } = grantLease(ledger, { ...common, ...ends, amount: of, hub })
        if (outcome === 'granted') leases.push(id)
        return
      }
      case 'recall':
        if (lease !== undefined) recallLease(ledger, lease)
        return
      case 'sale from a lease': {
        const of = ledger.accountOfLease(lease ?? '') ?? account
        spends.push(id)
        sell([spendOf(id, amount, { account: of, lease: lease ?? 'nobody granted' })])
        return
      }
      case 'sale on trust':
        sell([spendOf(id, amount, { account, cover: 'trust', lease: null })])
        return
      case 'refund of it':
      case 'refund elsewhere': {
        const sale = pickOf(sales, pick)
        const cover =
          verb === 'refund of it' ? 'right' : pick % 2 === 0 ? 'pending-credit' : 'trust'
        const receipt = receiptOf(receiptId, sale?.id ?? 'not heard yet', cover)
        const tenders = [{ kind: 'store-credit' as const, amount: -amount }]
        const load = movementOf({ id, account, kind: 'load', amount, cover: 'account' })
        const movements = cover === 'trust' ? [] : [load]
        take(sale?.hub ?? hub, envelopeOf('sale.refunded', { id, at, receipt, tenders, movements }))
        return
      }
      case 'ask for a refund': {
        const sale = pickOf(sales, pick)
        grantRefund(ledger, { id, receiptId: sale?.id ?? 'x', hub, amount })
        if (pick === 0) revokeRefundGrant(ledger, { id, receiptId: sale?.id ?? 'x' })
        return
      }
      case 'right returned': {
        const sale = pickOf(sales, pick)
        const receipt = receiptOf(sale?.id ?? 'x')
        take(sale?.hub ?? hub, envelopeOf('refund-right.returned', { id, at, receipt }))
        return
      }
      case 'lease word':
      case 'lease closed': {
        const found = lease === undefined ? undefined : findLease(ledger, lease)
        const of: Partial<LeaseWord> =
          found === undefined
            ? { lease: `unheard ${count}`, account, granted: amount, endsAt: at + 9 }
            : { lease: found.lease.id, account: found.account.id, granted: found.lease.granted }
        const left = found === undefined ? 0 : lotsTotal(found.lease.lots)
        const word = wordOf({ ...of, returned: pick === 0 ? Math.min(1, left) : left })
        const kind = verb === 'lease closed' ? 'closed' : pick % 2 === 0 ? 'returned' : 'granted'
        take(found?.lease.hub ?? hub, envelopeOf(`lease.${kind}`, { id, at, word }))
        return
      }
      case 'void': {
        if (pick > 1) return
        const epoch = (epochs[hub] = (epochs[hub] ?? 1) + 1)
        voidLeases(ledger, hub, epoch - 1)
        for (const sale of sales) {
          const of = { receiptId: sale.id, hub: sale.hub, currency: 'MNT', at } as const
          if (sale.hub === hub) voidRefundRight(ledger, { ...of, presentEpoch: epoch })
        }
        return
      }
      case 'forfeit':
        if (lease !== undefined) forfeitLease(ledger, { id, lease, at, marginMs: 5 })
        return
      case 'write off':
        if (lease !== undefined) writeOffForfeit(ledger, { id, lease, at })
        return
      case 'expire':
        expireLots(ledger, account, at)
        return
      case 'freeze':
      case 'unfreeze':
        ;(verb === 'freeze' && pick < 3 ? freeze : unfreeze)(ledger, account)
        return
      case 'coupon': {
        const coupon = ledger.coupon('k')
        const of = { id, coupon: 'k', expectedVersion: coupon?.version ?? 0, at, receiptId }
        const may = [sellCoupon, issueCoupon, holdCoupon, useCoupon]
        pickOf(may, pick)?.(ledger, of)
        return
      }
      case 'voucher sold': {
        const voucher = pickOf(['b', 'k'], pick) ?? ''
        const units = voucher === 'k' ? 1 : amount
        sell([movementOf({ id, account: voucher, kind: 'load', amount: units, cover: 'account' })])
        loads.push({ id, account: voucher, hub, receiptId })
        return
      }
      case 'voucher back': {
        const load = pickOf(loads, pick)
        const of = { id, account: load?.account ?? 'b', amount, reverses: load?.id ?? 'unheard' }
        const cover = amount % 2 === 0 ? ('lease' as const) : ('account' as const)
        const held = ledger.account(of.account)?.leases.find(({ lots }) => lots.length > 0)
        const covered = { cover, lease: cover === 'lease' ? (held?.id ?? 'nobody granted') : null }
        const receipt = receiptOf(receiptId, load?.receiptId ?? 'not heard yet', 'right')
        const movements = [movementOf({ kind: 'take-back', ...of, ...covered })]
        const by = held?.hub ?? load?.hub ?? hub
        take(by, envelopeOf('sale.refunded', { id, at, receipt, movements }))
        return
      }
      case 'voucher by HQ': {
        const voucher = pickOf(['b', 'k'], pick) ?? ''
        if (pick % 3 === 0) cancelVoucher(ledger, { id, account: voucher, at })
        else issueVoucher(ledger, { id, account: voucher, amount: 1, endsAt: null, at })
      }
    }
  }
}
