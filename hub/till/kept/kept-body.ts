import { z } from 'zod'
import { EventType } from '#shared/contracts/event.ts'
import type { StoredEvent } from '#shared/contracts/witness.ts'
import type { ShiftPart } from '#shared/journal/kept-sales.ts'

/** An event that the hub does not take. */
export interface RefusedSale {
  readonly id: string
  /** As far as the till knows: of a receipt its number, without the check characters. */
  readonly number: string | null
  readonly reason: string
}

const Body = z.object({
  envelope: z.object({ type: EventType, shiftId: z.string().nullable() }),
})
const Numbered = z.object({ envelope: z.object({ receipt: z.object({ number: z.string() }) }) })

export function receiptNumberIn({ body }: StoredEvent): string | null {
  return Numbered.safeParse(JSON.parse(body)).data?.envelope.receipt.number ?? null
}

/** Undefined: it belongs to none, or its hub speaks otherwise than this page. */
export function shiftPartOf({ body }: StoredEvent): ShiftPart | undefined {
  const { type, shiftId } = Body.parse(JSON.parse(body)).envelope
  if (shiftId === null) return undefined
  const is = type === 'shift.opened' ? 'opened' : type === 'shift.closed' ? 'closed' : 'within'
  return { id: shiftId, is }
}
