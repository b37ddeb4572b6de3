import type { Envelope, ValueMovement } from '../contracts/event.ts'
import type { Alarm } from '../value/ledger.ts'

/**
 * Do two events with one id move the same value? They need not: a till whose hub did not answer asks
 * a copy of that hub under the same id, and each decides by its own leases (spine B2.5). The first
 * that comes is booked; the other is an alarm, and whatever its hub spent for it stays in the lease.
 */
export function sameContent(booked: Envelope | null, again: Envelope): boolean {
  if (booked === null) return false
  if (booked === again) return true
  const { movements } = booked
  if (movements.length !== again.movements.length) return false
  return movements.every((movement, i) => isSame(movement, again.movements[i]))
}

export function answeredTwice(hub: number, { id, type }: Envelope): Alarm {
  const words = `Hub ${hub} sends ${type} ${id} otherwise than it is in the books: two copies of a disk answered one request. The first stays; look at the customer's receipt.`
  return { kind: 'answered-twice', subject: `event ${id}`, words }
}

function isSame(a: ValueMovement, b: ValueMovement | undefined): boolean {
  return (
    a.account === b?.account && a.kind === b.kind && a.amount === b.amount && a.lease === b.lease
  )
}
