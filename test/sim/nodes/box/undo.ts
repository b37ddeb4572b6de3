import type { ValueMovement } from '#shared/contracts/event.ts'
import { backOf, goodsOf, POINT_PAYS, programmeOf, rulesOfPoints } from '../../loyalty.ts'
import type { SimBody } from '../../messages.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import { addMovement } from './movements.ts'
import type { Projections } from './projections.ts'
import { tendersOf } from './sums.ts'

/** The pro-rata inverse of a sale's value movements, on the running total (spine B5). */
export type Undo = (refund: {
  readonly eventId: string
  readonly originalId: string
  readonly amount: number
  /** Half of what points had paid goes out in cash. */
  readonly paysOut: boolean
}) => { readonly movements: ValueMovement[]; readonly cash: number }

export function createUndo(
  { world, disk }: BoxSite,
  parts: { readonly projections: Projections; readonly time: BoxTime },
): Undo {
  const { rules, reach } = world
  const { projections, time } = parts
  const { wallet } = projections

  /** What was spent goes back into its lease, or waits as a credit until the cloud has seen it. */
  function putBack(
    eventId: string,
    movements: ValueMovement[],
    { spends, share }: { readonly spends: readonly ValueMovement[]; readonly share: number },
  ): void {
    const own = spends.map(({ id: movementId, lease, amount }) => {
      return { movementId, lease, left: amount - projections.undoneOf(movementId) }
    })
    const amount = Math.min(
      share,
      own.reduce((sum, { left }) => sum + left, 0),
    )
    const [first] = spends
    if (amount <= 0 || first === undefined) return
    const plan = rules.putBackPlan({
      wallet,
      spends: own,
      amount,
      epoch: disk.identity.epoch,
      upper: time.upperBound(),
    })
    if (plan.outcome === 'refused') return
    const { account } = first
    for (const { cover, amount: part, lease, reverses } of plan.parts) {
      reach(cover === 'lease' ? 'hub: value is put back' : 'hub: a credit waits')
      addMovement(eventId, movements, { kind: 'give-back', account, amount: part, lease, reverses })
    }
  }

  /** Points of one account, by the rules of their programme: those spent first, then those earned. */
  function undoPoints(
    eventId: string,
    movements: ValueMovement[],
    of: { account: string; sold: SimBody; refunded: number; originalId: string; paysOut: boolean },
  ): number {
    const { account, sold, refunded } = of
    const programme = programmeOf(account)
    if (programme === null) return 0
    const { code } = rulesOfPoints(programme)
    const { loyalty } = sold.payload
    const mine = sold.envelope.movements.filter((movement) => movement.account === account)
    const spends = mine.filter(({ kind }) => kind === 'spend')
    const earns = mine.filter(({ kind }) => kind === 'earn')
    const total = tendersOf(sold.envelope)
    const undone = (movement: ValueMovement) => projections.undoneOf(movement.id)
    const payment = loyalty?.paid.find((paid) => paid.programme === code) ?? null
    // Its own points are known by the paper only where no other programme paid.
    const isAlone = loyalty?.paid.length === 1
    const paidOut = payment === null ? 0 : projections.paidOutOf(of.originalId)
    const cash = { wanted: 0, allowed: true, cap: null, coin: 1 }
    const input = {
      original: goodsOf(total),
      earned: earns.length === 0 ? [] : (loyalty?.earned ?? []),
      payment,
      refunds: [backOf(total, refunded)],
      earlier: [
        {
          takeBack: earns.map(undone),
          giveBack: spends.reduce((sum, spend) => sum + undone(spend), 0),
          amount: 0,
          cash: paidOut,
          cashedPoints: payment === null ? 0 : Math.ceil(paidOut / POINT_PAYS),
          debt: 0,
        },
      ],
      balance: 0,
      cash,
    }
    const most = of.paysOut && isAlone ? rules.refundPoints(input).mostCash : 0
    const back = rules.refundPoints({ ...input, cash: { ...cash, wanted: Math.ceil(most / 2) } })
    if (back.cash > 0) reach('hub: points are paid out in cash')
    putBack(eventId, movements, { spends, share: back.giveBack })
    for (const [i, { id: reverses }] of earns.entries()) {
      const amount = back.takeBack[i] ?? 0
      if (amount > 0) {
        addMovement(eventId, movements, { kind: 'take-back', account, amount, reverses })
      }
    }
    return back.cash
  }

  return ({ eventId, originalId, amount, paysOut }) => {
    const sold = projections.saleOf(originalId)
    if (sold === undefined) return { movements: [], cash: 0 }
    let cash = 0
    const total = tendersOf(sold.envelope)
    const before = projections.refundedOf(originalId)
    const until = (value: number, refunded: number) => Math.floor((value * refunded) / total)
    const shareOf = (value: number) => until(value, before + amount) - until(value, before)
    const movements: ValueMovement[] = []
    const refunded = before + amount
    for (const account of new Set(sold.envelope.movements.map((moved) => moved.account))) {
      cash += undoPoints(eventId, movements, { account, sold, refunded, originalId, paysOut })
    }
    for (const spent of sold.envelope.movements) {
      const { kind, account } = spent
      if (kind !== 'spend' || programmeOf(account) !== null) continue
      // Half of a coupon cannot be given back: it returns when all of the goods did.
      if (world.termsOf(account).kind === 'coupon' && refunded < total) continue
      putBack(eventId, movements, { spends: [spent], share: shareOf(spent.amount) })
    }
    return { movements, cash }
  }
}
