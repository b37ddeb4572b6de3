import { wholeAmount } from '../command.ts'
import type { Ledger } from '../ledger.ts'
import type { RefundClaim } from '../refund-right.ts'
import { leftToRefund, saleIsKnown } from './refund-settle.ts'

export interface RefundAsked {
  /** Of the refund's own receipt: the hub reports the refund under the same id. */
  readonly id: string
  readonly receiptId: string
  readonly hub: number
  readonly amount: number
  /** The hub's epoch, and when it is asked: what tells later that the grant is over. */
  readonly promised?: RefundClaim['promised']
}

/** `recall`: the right must be asked back from the selling hub; asking again later may succeed. */
export type RefundAnswer =
  | { readonly outcome: 'granted' | 'repeated' }
  | {
      readonly outcome: 'refused'
      readonly reason: 'no-receipt' | 'right-elsewhere' | 'too-little'
      readonly left: number
      readonly recall: boolean
    }

/**
 * A store asks online whether it may refund another store's receipt (spine B5). The cloud says yes
 * only while the right is its own, and keeps the amount for this hub until it reports the refund:
 * an open claim that HQ sees.
 */
export function grantRefund(ledger: Ledger, asked: RefundAsked): RefundAnswer {
  const { id, receiptId, hub, promised } = asked
  const amount = wholeAmount(asked.amount)
  const right = ledger.refundRight(receiptId)
  if (right === undefined || !saleIsKnown(right)) return refused('no-receipt', 0, false)
  if (right.counted.includes(id)) return { outcome: 'repeated' }
  const left = leftToRefund(right)
  if (right.holder !== 'cloud') {
    const recall = right.holder === 'hub'
    if (recall) {
      ledger.saveRefundRight({ ...right, holder: 'recalled', version: right.version + 1 })
    }
    return refused('right-elsewhere', left, recall)
  }
  if (left < amount) return refused('too-little', left, false)
  const claim: RefundClaim = {
    id,
    hub,
    amount,
    cover: 'granted',
    accountId: null,
    ...(promised && { promised }),
  }
  ledger.saveRefundRight({
    ...right,
    claims: [...right.claims, claim],
    counted: [...right.counted, id],
    version: right.version + 1,
  })
  return { outcome: 'granted' }
}

/**
 * Nobody waits any longer for a hub that was granted a refund and reported none: the amount is free
 * again. Whether that is safe, `grantOver` says. Should the refund still come, it counts like any other, the excess as a loss.
 */
export function revokeRefundGrant(ledger: Ledger, grant: { id: string; receiptId: string }): void {
  const right = ledger.refundRight(grant.receiptId)
  const claim = right?.claims.find((each) => each.id === grant.id)
  if (right === undefined || claim?.cover !== 'granted') return
  ledger.saveRefundRight({
    ...right,
    claims: right.claims.filter((each) => each !== claim),
    counted: right.counted.filter((each) => each !== grant.id),
    version: right.version + 1,
  })
}

function refused(
  reason: 'no-receipt' | 'right-elsewhere' | 'too-little',
  left: number,
  recall: boolean,
): RefundAnswer {
  return { outcome: 'refused', reason, left, recall }
}
