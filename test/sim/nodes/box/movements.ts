import type { ValueMovement } from '#shared/contracts/event.ts'

/** Adds a movement to those of this event; its place among them is a part of its id. */
export function addMovement(
  eventId: string,
  movements: ValueMovement[],
  asked: Pick<ValueMovement, 'kind' | 'account' | 'amount'> & Partial<ValueMovement>,
): void {
  const { lease = null } = asked
  movements.push({
    id: `${eventId}/${movements.length + 1}`,
    cover: lease === null ? 'account' : 'lease',
    lease,
    reverses: null,
    rule: null,
    endsAt: null,
    ...asked,
  })
}
