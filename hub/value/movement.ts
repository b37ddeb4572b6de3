import type { ValueMovement } from '#shared/contracts/event.ts'

/** What has to be said of a movement; the rest follows. */
export type Moves = Pick<ValueMovement, 'account' | 'kind' | 'amount'> & Partial<ValueMovement>

export function newMovement(id: string, moves: Moves): ValueMovement {
  return {
    id,
    cover: moves.lease === undefined || moves.lease === null ? 'account' : 'lease',
    lease: null,
    reverses: null,
    rule: null,
    endsAt: null,
    ...moves,
  }
}
