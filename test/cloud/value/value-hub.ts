import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import {
  Envelope,
  type LeaseWord,
  SaleClosed,
  type ValueMovement,
} from '#shared/contracts/event.ts'
import { settleTenders } from '#shared/domain/settle-tenders.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import type { ScriptedEvent, ScriptedHub } from '../scripted-hub.ts'

export interface ValueSale {
  readonly account: string
  readonly amount: number
  readonly lease?: string | null
  readonly cover?: ValueMovement['cover']
  readonly memberId?: number
}

export interface SoldForValue extends ScriptedEvent {
  readonly envelope: Envelope
  readonly receiptId: string
  readonly movementId: string
}

/** A sale of product 1 that is paid with stored value as far as that goes, the rest by card. */
export function sellForValue(hub: ScriptedHub, sale: ValueSale): SoldForValue {
  const { account, amount, lease = null, memberId = null } = sale
  const made = hub.sell({ lines: [{ productId: 1, quantity: 1000 }], cardShare: 1 })
  const { envelope, payload } = bodyOf(made)
  hub.events.pop()
  const total: number = payload.priced.total
  const rest = total - amount
  const given = [
    { kind: 'store-credit' as const, given: amount },
    ...(rest > 0 ? [{ kind: 'card' as const, given: rest }] : []),
  ]
  const settlement = settleTenders({ total, given, cashRounding: 1000 })
  const movementId = newId()
  const movement: ValueMovement = {
    id: movementId,
    account,
    kind: 'spend',
    amount,
    cover: sale.cover ?? (lease === null ? 'trust' : 'lease'),
    lease,
    reverses: null,
    rule: null,
    endsAt: null,
  }
  const tenders = settlement.tenders.map(({ kind, amount }) => ({ kind, amount }))
  const sold = hub.append('sale.closed', {
    envelope: {
      ...envelope,
      movements: [movement],
      tenders,
      leases: lease === null ? [] : [lease],
    },
    payload: { ...payload, memberId, settlement },
  })
  const receiptId = envelope.receipt?.id ?? ''
  return { ...sold, envelope: bodyOf(sold).envelope, receiptId, movementId }
}

/** The hub's word on a lease. */
export function sayOfLease(
  hub: ScriptedHub,
  type: 'lease.granted' | 'lease.returned' | 'lease.closed' | 'lease.refused',
  word: Partial<LeaseWord> & Pick<LeaseWord, 'lease' | 'account'>,
): ScriptedEvent {
  const said: LeaseWord = {
    n: 0,
    granted: 0,
    endsAt: 0,
    receiptId: null,
    spent: 0,
    returned: 0,
    reason: type === 'lease.granted' ? 'granted' : 'recalled',
    ...word,
  }
  return hub.append(type, { envelope: { till: null, word: said }, payload: { v: 1 } })
}

const Body = z.object({ envelope: Envelope, payload: SaleClosed })

/** Of a sale, as the scripted hub wrote it. */
export function bodyOf({ body }: ScriptedEvent): z.infer<typeof Body> {
  return Body.parse(JSON.parse(body))
}

export function newId(): string {
  return uuidv7(Date.now(), randomBytes(10))
}
