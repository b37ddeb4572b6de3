import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import { bornLease, bornLeaseId } from '#shared/value/born-lease.ts'
import type { SimLoyalty } from '../../loyalty.ts'
import { envelope, type SaveRequest } from '../../messages.ts'
import { givenCoupon } from '../../next-order.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { Contract } from './contract.ts'
import { type Drafts, draftOf } from './drafts.ts'
import { addMovement } from './movements.ts'
import type { Cover, Payments } from './payments.ts'
import { pointsOf } from './points.ts'
import type { Projections } from './projections.ts'
import { type Drafted, nextReceiptNumber } from './receipts.ts'
import { createStillHolds } from './still-holds.ts'

/** Makes the event of a sale; its value must be reserved by the payment. */
export type Sales = (request: SaveRequest) => Drafted

export function createSales(
  site: BoxSite,
  parts: {
    readonly projections: Projections
    readonly time: BoxTime
    readonly payments: Payments
    readonly drafts: Drafts
    readonly contract: Contract
  },
): Sales {
  const { world, disk } = site
  const { agenda, rules, reach } = world
  const { projections, time, payments, drafts, contract } = parts

  const stillHolds = createStillHolds(site, parts)

  function spend(
    eventId: string,
    movements: ValueMovement[],
    { account, cover }: { readonly account: string; readonly cover: Cover },
  ): void {
    const { amount, parts: leases, trust, local } = cover
    const { hub, epoch } = disk.identity
    for (const { lease, amount: part } of leases) {
      world.checkLeaseSpend({ lease, hub, epoch, cloudLead: time.cloudLead() })
      addMovement(eventId, movements, { kind: 'spend', account, amount: part, lease })
    }
    if (trust !== null) {
      const { rule } = trust
      addMovement(eventId, movements, { kind: 'spend', account, amount, cover: 'trust', rule })
    }
    if (local) {
      const isLocal = world.termsOf(account).offline === 'local-balance'
      const by = isLocal ? 'local-balance' : 'account'
      addMovement(eventId, movements, { kind: 'spend', account, amount, cover: by })
    }
  }

  function credit(
    eventId: string,
    movements: ValueMovement[],
    { earn, load, brings }: Pick<SaveRequest, 'earn' | 'load' | 'brings'>,
    { earned }: SimLoyalty,
  ): void {
    if (earn !== null) {
      const { account, months } = earn
      const endsAt = months === null ? null : world.lotEnd(agenda.now(), months)
      for (const { points: amount, ruleId: rule } of earned)
        addMovement(eventId, movements, { kind: 'earn', account, amount, endsAt, rule })
    }
    if (load !== null) addMovement(eventId, movements, { kind: 'load', ...load })
    if (brings !== null) {
      // The sale makes both names, so that another disk which answers it means the same coupon.
      const account = `${givenCoupon}${eventId}`
      const lease = bornLeaseId(account)
      const { months } = brings
      const endsAt = months === null ? null : world.lotEnd(agenda.now(), months)
      addMovement(eventId, movements, { kind: 'load', account, amount: 1, lease, endsAt })
      reach('hub: a coupon for the next order is given')
    }
  }

  function noteBorn(said: Envelope): void {
    const { hub, epoch } = disk.identity
    for (const movement of said.movements) {
      const born = bornLease(movement, said)
      if (born === null) continue
      const lease = { ...born, hub, epoch, granted: movement.amount, sale: said.id }
      world.born(lease, movement.account)
    }
  }

  return (request) => {
    const { eventId, receiptId, till, total } = request
    const movements: ValueMovement[] = []
    for (const { account, amount } of request.spends) {
      const cover = payments.coverOf(receiptId, account)
      if (cover?.amount !== amount || !stillHolds(cover)) {
        return { outcome: 'refused', reason: 'not covered' }
      }
      spend(eventId, movements, { account, cover })
    }
    const loyalty = pointsOf(rules, request, agenda.now())
    credit(eventId, movements, request, loyalty)
    const byPoints = loyalty.paid.reduce((sum, { amount }) => sum + amount, 0)
    const number = nextReceiptNumber(site, projections, till)
    const said = envelope({
      ...drafts.atTill(eventId, till),
      type: 'sale.closed',
      receipt: { id: receiptId, number, originalId: null, cover: null },
      movements,
      tenders: [
        { kind: 'cash', amount: total - byPoints },
        ...loyalty.paid.map(({ amount }) => ({ kind: 'points', amount }) as const),
      ],
      leases: movements.flatMap(({ kind, lease }) => (kind === 'spend' ? (lease ?? []) : [])),
      coupons: movements.flatMap(({ kind, account }) =>
        kind === 'spend' && account.startsWith('coupon:') ? account : [],
      ),
    })
    noteBorn(said)
    reach('hub: a sale is journaled')
    return {
      outcome: 'drafted',
      draft: draftOf(said, { ...contract.payloadOf(total), loyalty }, request.hash),
    }
  }
}
