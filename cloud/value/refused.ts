import { Failure, type FailureField } from '#shared/domain/failure.ts'
import type { Performed, RefusedReason } from './perform.ts'

export type Refused = Extract<Performed['answer'], { outcome: 'refused' }>

/** Why a command was refused, as the problem that HQ reads. */
export function refusedFailure(
  { reason, free }: Refused,
  account: string,
  fields: readonly FailureField[] = [],
): Failure {
  const code = reason === 'no-account' ? 'not-found' : 'conflict'
  return new Failure(code, `${account}: ${words[reason]}`, { fields, extra: { reason, free } })
}

const words: Record<RefusedReason, string> = {
  'no-account': 'no programme of this group has such an account; open the programme first.',
  frozen: 'the account is frozen; unfreeze it first.',
  'too-little': 'there is not that much free.',
  owes: 'the account owes; what it owes comes first.',
  'online-only': 'its programme is never leased.',
  'would-owe': 'more would be taken than is free, and its programme allows no debt.',
  'no-hold': 'the hold was captured, released or has lapsed.',
  'no-pending': 'there is no such pending credit.',
  'no-lease': 'there is no such lease.',
  'lease-id-used': 'this lease id was used before; name a new one.',
  'not-ended': 'the lease has not ended yet, or its margin has not passed.',
  'over-reversed': 'more would be taken back than there was.',
  'wrong-state': 'it is in another state; look at it again.',
  'stale-version': 'it was changed meanwhile; look at it again.',
  'no-receipt': 'the receipt is not in the books yet.',
  'right-elsewhere': 'the right to refund the receipt is still in its store; it was asked back.',
  'other-programme': 'a programme with this code is there already, with other terms.',
}
