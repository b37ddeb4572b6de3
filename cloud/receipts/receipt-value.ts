import { SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import type { MovementKind } from '#shared/value/movement.ts'
import type { HotDatabase } from '../db/hot.ts'

/** What a receipt had to do with stored value, movement by movement and line by line. */
export function valueOfReceipt(hot: HotDatabase, receiptId: string, payload: unknown) {
  const movements = hot.prepare(movementsSql).all(receiptId).map(toMovement)
  const coupons = movements.flatMap(({ account, kind, movementId, appliedSeq }) => {
    const transition = transitionOf[kind]
    const [isCoupon, state] = hot.prepare(couponSql).get(account ?? '') ?? []
    if (account === null || transition === undefined || isCoupon !== 1) return []
    const known = typeof state === 'string' ? state : null
    return [{ account, transition, movementId, appliedSeq, state: known }]
  })
  return { movements, coupons, ...ofPayload(payload) }
}

/** As a hub's fact moves its unit; HQ's commands have no receipt. */
const transitionOf: Readonly<Partial<Record<MovementKind, 'sell' | 'use' | 'unuse' | 'unsell'>>> = {
  load: 'sell',
  spend: 'use',
  'give-back': 'unuse',
  'take-back': 'unsell',
}

/** Nothing of a payload that cannot be read. */
function ofPayload(payload: unknown) {
  const sale = SaleClosed.safeParse(payload).data ?? SaleRefunded.safeParse(payload).data
  if (sale === undefined) return { loyalty: [], paidWith: [], loyaltyRefundCash: null, lines: [] }
  const { priced, settlement, loyalty = [] } = sale
  const paidWith = settlement.tenders.flatMap(({ kind, account, amount }) =>
    account === undefined ? [] : [{ kind, account, amount }],
  )
  const applied = priced.coupons ?? []
  const lines = priced.lines.map(({ id, discounts, account = null }) => {
    const points = loyalty.flatMap((each) => each.lines.filter(({ lineId }) => lineId === id))
    const discounted = discounts.flatMap(({ couponId }) => couponId ?? [])
    const named = applied.flatMap((coupon) =>
      coupon.outcome === 'applied' && coupon.lines.some(({ lineId }) => lineId === id)
        ? coupon.couponId
        : [],
    )
    return {
      lineId: id,
      pointsCollected: points.reduce((sum, { collected }) => sum + collected, 0),
      pointsSpent: points.reduce((sum, { spent }) => sum + spent, 0),
      couponIds: [...new Set([...discounted, ...named])],
      loads: account,
    }
  })
  const isOfValue = (line: (typeof lines)[number]) =>
    line.pointsCollected !== 0 ||
    line.pointsSpent !== 0 ||
    line.couponIds.length > 0 ||
    line.loads !== null
  const { loyaltyRefundCash = null } = settlement
  return { loyalty: [...loyalty], paidWith, loyaltyRefundCash, lines: lines.filter(isOfValue) }
}

function toMovement(row: readonly unknown[]) {
  const [movementId, appliedSeq, account, kind, unit, from, to, amount, rule, reverses] = row
  const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)
  return {
    movementId: String(movementId),
    appliedSeq: Number(appliedSeq),
    account: textOrNull(account),
    kind: String(kind) as MovementKind,
    unit: String(unit),
    from: String(from),
    to: String(to),
    amount: Number(amount),
    rule: textOrNull(rule),
    reverses: textOrNull(reverses),
  }
}

const movementsSql = `SELECT m.movement_id, m.applied_seq, a.account_id, m.kind, m.unit, m.from_place,
  m.to_place, m.amount, m.rule, m.reverses
  FROM value_movement m LEFT JOIN value_account a ON a.id = m.account_key
  WHERE m.receipt_id = ? ORDER BY m.id LIMIT 1000`
const couponSql = `SELECT p.kind = 'coupon', (SELECT c.state->>'state' FROM value_coupon c
  WHERE c.coupon_id = a.account_id) FROM value_account a
  LEFT JOIN programme p ON p.id = a.programme_id WHERE a.account_id = ?`
