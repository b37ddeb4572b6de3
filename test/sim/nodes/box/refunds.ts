import type { ValueMovement } from '#shared/contracts/event.ts'
import { refundAllowance } from '#shared/value/hub/trust.ts'
import { envelope, type SaveRequest } from '../../messages.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { Census } from './census.ts'
import type { Contract } from './contract.ts'
import { type Drafts, draftOf } from './drafts.ts'
import { addMovement } from './movements.ts'
import type { Cover, Payments } from './payments.ts'
import type { Projections } from './projections.ts'
import { type Drafted, nextReceiptNumber } from './receipts.ts'
import type { RefundAsks } from './refund-asks.ts'
import { createStillHolds } from './still-holds.ts'
import { refundAmount, tendersOf } from './sums.ts'
import type { Undo } from './undo.ts'

/** Makes the event of a refund, as far as a right or the day's trust covers it. */
export interface Refunds {
  draft(request: SaveRequest): Drafted
}

type Asked = NonNullable<SaveRequest['refund']>

interface Terms {
  readonly amount: number
  /** What the cloud granted for this refund. */
  readonly granted: number | null
  readonly day: string | null
}

export function createRefunds(
  site: BoxSite,
  parts: {
    readonly projections: Projections
    readonly time: BoxTime
    readonly census: Census
    readonly drafts: Drafts
    readonly contract: Contract
    readonly refundAsks: RefundAsks
    readonly undo: Undo
    readonly payments: Payments
  },
): Refunds {
  const { world, disk } = site
  const { rules, reach } = world
  const { projections, time, census, drafts, contract, refundAsks, undo, payments } = parts
  const stillHolds = createStillHolds(site, parts)
  const { wallet } = projections

  function isProven(originalId: string): boolean {
    if (projections.isProvisional()) return false
    return (
      projections.isSoldSinceStart(originalId) || (census.isWhole() && time.upperBound() !== null)
    )
  }

  function coverOf(
    { originalId, signedTotal, creditAccount }: Asked,
    { amount, granted, day }: Terms,
  ) {
    const trust = rules.spendTrust({
      caps: world.refundTrustCaps,
      day,
      spent: wallet.trustSpent(refundAllowance(day ?? '', 'MNT')),
      account: originalId,
      amount,
    })
    return rules.coverRefund({
      own: wallet.ownReceipt(originalId),
      epoch: disk.identity.epoch,
      proven: isProven(originalId),
      amount,
      inProgress: 0,
      signedTotal,
      granted,
      wants: creditAccount === null ? 'cash' : 'credit',
      trust,
      account: creditAccount,
    })
  }

  function draft({ eventId, till, receiptId, refund, hash }: SaveRequest): Drafted {
    if (refund === null) return { outcome: 'refused', reason: 'nothing to refund' }
    const { originalId, creditAccount } = refund
    const amount = refundAmount(refund)
    const day = time.today()
    const granted = refundAsks.grantedFor(receiptId)
    const answer = coverOf(refund, { amount, granted, day })
    if (answer.outcome === 'refused') {
      reach(`hub: no refund (${answer.reason})`)
      return answer
    }
    const { cover } = answer
    reach(`hub: a refund under ${cover}`)
    if (cover === 'right' && granted !== null) reach('hub: a refund that the cloud granted')
    // Every second one is asked to pay points out.
    const paysOut = creditAccount === null && amount % 2 === 0
    const { movements, cash } =
      cover === 'right'
        ? undo({ eventId, originalId, amount, paysOut })
        : { movements: [], cash: 0 }
    if (!takeUnused({ eventId, receiptId, originalId, movements, cover })) {
      reach('hub: a sold coupon is not held here')
      return { outcome: 'refused', reason: 'a coupon is not held here' }
    }
    if (creditAccount !== null) {
      addMovement(eventId, movements, { kind: 'give-back', account: creditAccount, amount })
    }
    const number = nextReceiptNumber(site, projections, till)
    const said = envelope({
      ...drafts.atTill(eventId, till),
      type: 'sale.refunded',
      receipt: { id: receiptId, number, originalId, cover },
      movements,
      leases: movements.flatMap(({ kind, lease }) => (kind === 'take-back' ? (lease ?? []) : [])),
      // Store credit is paid out as a tender too; the kinds of tender do not name it yet.
      tenders: [
        ...(cash === 0 ? [] : [{ kind: 'points', amount: cash } as const]),
        { kind: 'cash', amount: 0 - amount - cash },
      ],
    })
    const payload = contract.payloadOf(tendersOf(said))
    const dated = cover === 'trust' && day !== null ? { ...payload, trustDay: day } : payload
    return { outcome: 'drafted', draft: draftOf(said, dated, hash) }
  }

  /** A coupon that the receipt sold: out of the lease that holds it, or nothing is refunded. */
  function takeUnused(refund: {
    readonly eventId: string
    readonly receiptId: string
    readonly originalId: string
    readonly movements: ValueMovement[]
    readonly cover: string
  }): boolean {
    const { eventId, receiptId, originalId, movements } = refund
    const sold = projections.saleOf(originalId)?.envelope.movements ?? []
    for (const { id: reverses, kind, account, amount, lease: born } of sold) {
      if (kind !== 'load') continue
      const held = payments.coverOf(receiptId, account)
      if (born !== null) {
        endGiven({ ...refund, reverses, account, held })
        continue
      }
      if (refund.cover !== 'right' || held?.amount !== amount || !stillHolds(held)) return false
      if (held.parts.length === 0) return false
      for (const { lease, amount: part } of held.parts) {
        const { hub, epoch } = disk.identity
        world.checkLeaseSpend({ lease, hub, epoch, cloudLead: time.cloudLead() })
        const taken = { kind: 'take-back', account, amount: part, lease, reverses } as const
        addMovement(eventId, movements, taken)
        reach('hub: a sold coupon comes back unused')
      }
    }
    return true
  }

  /** A coupon that the order brought ends with it, where it is to be had. */
  function endGiven(given: {
    readonly eventId: string
    readonly movements: ValueMovement[]
    readonly cover: string
    readonly reverses: string
    readonly account: string
    readonly held: Cover | undefined
  }): void {
    const { eventId, movements, reverses, account, held } = given
    const [part] = held?.parts ?? []
    if (given.cover !== 'right' || held === undefined || part === undefined || !stillHolds(held)) {
      reach('hub: a coupon for the next order stays out')
      return
    }
    const { lease } = part
    const { hub, epoch } = disk.identity
    world.checkLeaseSpend({ lease, hub, epoch, cloudLead: time.cloudLead() })
    addMovement(eventId, movements, { kind: 'take-back', account, amount: 1, lease, reverses })
    reach('hub: a coupon for the next order ends with its order')
  }

  return { draft }
}
