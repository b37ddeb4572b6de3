import type { Right } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'

/** A paired till and who is signed in at it, as of this request. */
export interface TillSession {
  readonly code: string
  readonly name: string
  readonly cashier: SignedIn | null
}

export interface SignedIn {
  readonly id: number
  readonly name: string
  readonly rights: readonly Right[]
}

/** Who answers for it: throws `forbidden`, naming the right. */
export function cashierWith(till: TillSession, right: Right): SignedIn {
  const { cashier } = till
  if (cashier === null)
    throw new Failure('forbidden', `nobody is signed in at till ${till.code}: sign in first`, {
      extra: { right },
    })
  if (!cashier.rights.includes(right))
    throw new Failure('forbidden', `${cashier.name} lacks the right ${right}`, { extra: { right } })
  return cashier
}
