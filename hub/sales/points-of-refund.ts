import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import type { Settlement, Tender } from '#shared/contracts/tender.ts'
import type { NotRefundable, RefundRequest } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'
import { type ProgrammeRefund, refundOfReceipt } from '#shared/domain/points/receipt-refund.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import type { Shop } from '../shop.ts'
import { newMovement } from '../value/movement.ts'
import type { MovedValue } from '../value/receipt-value.ts'
import type { Value } from '../value/value.ts'
import type { MovedPoints } from './loyalty.ts'
import type { Original } from './originals.ts'

/** What this refund does to the points of its receipt, by programme. */
export function pointsOfRefund(sale: Original, refund: PricedBasket): ProgrammeRefund[] {
  const { payload, refunds } = sale
  return refundOfReceipt({ original: payload.priced, alreadyRefunded: refunds.lines, refund })
}

/**
 * How a refund is paid out: what points paid as a tender goes back as points, by their share of
 * these goods and never in money; the rest as `refundTenders` says.
 */
export function settleRefund(
  sale: Original,
  points: readonly ProgrammeRefund[],
  of: {
    readonly amount: number
    readonly cashRounding: number
    readonly wanted: RefundRequest['tenders']
  },
): Settlement {
  const { settlement, priced } = sale.payload
  const tender = settlement.tenders.find(({ kind }) => kind === 'points')
  if (tender === undefined || priced.points === undefined) {
    return refundTenders({ ...of, original: settlement, refunds: sale.refunds.settlements })
  }
  const { programme } = priced.points
  const byPoints = points.find((one) => one.programme === programme)?.amount ?? 0
  const money = refundTenders({
    cashRounding: of.cashRounding,
    amount: of.amount - byPoints,
    wanted: besidePoints(of.wanted, byPoints),
    original: moneyOf(settlement),
    refunds: sale.refunds.settlements.map(moneyOf),
  })
  if (byPoints === 0) return money
  const back: Tender = { ...tender, amount: -byPoints, given: -byPoints }
  return { ...money, tenders: [back, ...money.tenders] }
}

function moneyOf(settlement: Settlement): Settlement {
  return { ...settlement, tenders: settlement.tenders.filter(({ kind }) => kind !== 'points') }
}

/** Points may be named, with what goes back as points anyway. */
function besidePoints(
  wanted: RefundRequest['tenders'],
  byPoints: number,
): RefundRequest['tenders'] {
  if (wanted === undefined) return undefined
  let asked = 0
  for (const { kind, amount } of wanted) if (kind === 'points') asked += amount
  if (asked !== 0 && asked !== byPoints) {
    const message = `${plainAmount(byPoints)} goes back as points, not ${plainAmount(asked)}`
    const field = { field: 'tenders', value: plainAmount(asked), message }
    throw new Failure('invalid', message, { fields: [field] })
  }
  return wanted.filter(({ kind }) => kind !== 'points')
}

/**
 * Takes back what the returned goods earned and gives back what points paid of them: into the lease
 * that it came out of while that is open, else to wait for the cloud.
 */
export function movePointsBack(
  { shop, value }: { readonly shop: Shop; readonly value: Pick<Value, 'putBack'> },
  sale: Original,
  points: readonly ProgrammeRefund[],
): MovedValue[] {
  const { memberId, priced } = sale.payload
  if (memberId === null) return []
  return points.flatMap(({ programme, takeBack, giveBack }) => {
    const account = valueAccountId(programme, memberId)
    const own = sale.envelope.movements.filter((one) => one.account === account)
    const earns = own.filter(({ kind }) => kind === 'earn')
    const earned = priced.earned?.filter((one) => one.programme === programme) ?? []
    const taken: ValueMovement[] = []
    for (const [i, amount] of takeBack.entries()) {
      // A partner's programme moved nothing here.
      const earn = earns.length === earned.length ? earns[i] : undefined
      if (amount === 0 || earn === undefined) continue
      const of = { kind: 'take-back', account, amount, reverses: earn.id, rule: earn.rule } as const
      taken.push(newMovement(shop.newId(), of))
    }
    const unguarded: MovedValue = { movements: taken, leases: [], guard: free }
    const back = giveBack === 0 ? [] : [value.putBack(giveBack, own)]
    return taken.length === 0 ? back : [...back, unguarded]
  })
}

const free: MovedValue['guard'] = { kind: 'all', guards: [] }

/** Without the right nobody knows whether the points went back already. */
export function needRightToPoints(
  cover: NonNullable<Envelope['receipt']>['cover'],
  points: readonly ProgrammeRefund[],
  asked: number,
): void {
  if (cover === 'right' || points.every(({ giveBack }) => giveBack === 0)) return
  const extra = {
    conflict: 'not-refundable',
    hindrance: 'right-elsewhere',
    asked,
    left: null,
    asCredit: false,
  } satisfies NotRefundable
  const words = 'points paid a part of it, and the right to refund it is not in this store'
  throw new Failure('conflict', `${words}: try again when its store is online`, { extra })
}

/** For the receipt: what was earned and spent is less by so much. */
export function movedByRefund(
  points: readonly ProgrammeRefund[],
): (programme: string) => MovedPoints | undefined {
  return (programme) => {
    const found = points.find((one) => one.programme === programme)
    if (found === undefined) return undefined
    const lines = found.lines.map(({ lineId, collected, spent }) => {
      return { lineId, collected: 0 - collected, spent: 0 - spent }
    })
    let taken = 0
    for (const amount of found.takeBack) taken += amount
    return { collected: 0 - taken, spent: 0 - found.giveBack, lines }
  }
}
