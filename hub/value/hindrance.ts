import type { Hindrance, NotSpendable } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'

/** In English, for machines and logs: what is wrong, and when it will work. Tills have their own. */
const words: Readonly<Record<Hindrance, string>> = {
  frozen: 'the account is frozen: HQ can lift it',
  blocked: 'the member is blocked: HQ can lift it',
  offline:
    'the store is offline and may spend what is leased to it; more when the internet is back',
  'online-only': 'it may be spent online only: it works when the internet is back',
  'no-time':
    'the hub has started without the internet and cannot be sure of the time: it works when the internet is back',
  'tills-unheard':
    'the hub has started and waits to hear from every till: switch all tills on, or unpair a broken one',
  'old-image': "the hub's disk is an older copy: it works when the cloud was asked",
  'in-payment': 'another payment in progress has it: finish or give up that one',
  'not-loaded':
    'the store spends what it last loaded of it, less what its tills spent since: what came in later counts when the cloud has sent it',
  'too-little': 'no more is free; what other stores hold is asked back: try again in a minute',
  'no-answer': 'the cloud did not answer in time: try again',
  recovering: 'the books are being restored: it works when every store has reported',
  'no-account': 'there is no such account',
  'not-valid': 'it is not valid: printed only, used, ended or cancelled',
  'pin-needed': "the member's PIN is needed",
  'pin-wrong': 'the PIN is wrong',
  'pin-locked': 'too many wrong PINs: try again later, or ask HQ',
  'pin-unset': 'the member has no PIN: HQ sets it',
  'pin-unchecked':
    'the store is offline and cannot check this PIN: it works when the internet is back, and offline for cards that were looked up here online since the hub started',
}

export function notSpendable(refused: Omit<NotSpendable, 'conflict'>): Failure {
  const { hindrance, asked, spendable } = refused
  const much = `${plainAmount(spendable)} of ${plainAmount(asked)} can be spent here now`
  const extra = { conflict: 'not-spendable', ...refused } satisfies NotSpendable
  return new Failure('conflict', `${much}: ${words[hindrance]}`, { extra })
}
