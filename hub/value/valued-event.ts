import { z } from 'zod'
import { Envelope } from '#shared/contracts/event.ts'
import { IssuedCoupon } from '#shared/contracts/voucher.ts'
import type { ProjectedPayload } from '#shared/value/hub/project-event.ts'

/** What the wallet reads of an event. */
export interface ValuedEvent {
  readonly envelope: Envelope
  readonly payload: ProjectedPayload & { readonly issued?: readonly IssuedCoupon[] | undefined }
}

const Payload = z.object({
  v: z.number(),
  n: z.number().optional(),
  incarnation: z.number().optional(),
  epoch: z.number().optional(),
  note: z.string().optional(),
  trustDay: z.string().optional(),
  settlement: z.object({ rounding: z.number() }).optional(),
  issued: z.array(IssuedCoupon).optional(),
})
const Body = z.object({ envelope: Envelope, payload: Payload })

export function readBody(body: string): ValuedEvent {
  return Body.parse(JSON.parse(body))
}

/** Null where the event means nothing to the wallet, as a sale for money: it costs nothing then. */
export function valuedEvent(envelope: Envelope, payload: unknown): ValuedEvent | null {
  if (!concernsWallet(envelope, payload)) return null
  return { envelope, payload: Payload.parse(payload) }
}

function concernsWallet({ type, movements, word }: Envelope, payload: unknown): boolean {
  if (movements.length > 0 || word !== null) return true
  if (type === 'sale.refunded' || type === 'refund-right.returned') return true
  return type === 'hub.noted' && Payload.parse(payload).note === 'epoch-opened'
}
