import type { NotRefundable, RefundHindrance } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'
import type { RefundCover } from '#shared/value/hub/refund-desk.ts'
import type { RefundTold } from './refund-asks.ts'

type Refused = Extract<RefundCover, { outcome: 'refused' }>

/** In English, for machines and logs. Tills have their own words. */
const words: Readonly<Record<RefundHindrance, string>> = {
  'too-much': 'that is more than is left of the receipt',
  'no-account': 'store credit is given to a member: name one',
  offline:
    'the right to refund it is not in this store and the internet is away: it works when it is back',
  'no-answer': 'the cloud did not answer in time: try again',
  'right-elsewhere':
    'the store that sold it is asked for the right to refund it: try again in a minute, or when that store is online',
  'no-receipt': 'the cloud does not have it yet: its store must send it first',
  'in-work': 'another store is refunding it: try again in a minute',
  recovering: 'the books are being restored: it works when every store has reported',
  'trust-used': 'what this store may give back without the right is used up for today',
}

export function notRefundable(
  { reason, left }: Refused,
  told: RefundTold | null,
  asked: { readonly amount: number; readonly wants: 'cash' | 'credit' },
): Failure {
  const hindrance = hindranceOf(reason, told)
  const asCredit = asked.wants === 'cash' && reason !== 'too-much'
  const credit = asCredit ? '; as store credit it can be given now, to be spent later' : ''
  const { amount } = asked
  const extra = { conflict: 'not-refundable', hindrance, asked: amount, left, asCredit } as const
  return new Failure(
    'conflict',
    `${plainAmount(amount)} is not given back: ${words[hindrance]}${credit}`,
    { extra: extra satisfies NotRefundable },
  )
}

function hindranceOf(reason: Refused['reason'], told: RefundTold | null): RefundHindrance {
  switch (reason) {
    case 'too-much':
    case 'no-account':
      return reason
    case 'member-cap':
    case 'hub-cap':
    case 'company-cap':
      return 'trust-used'
    case 'no-trust-day':
    case 'trust-off':
      return hindranceOfTold(told)
  }
}

function hindranceOfTold(told: RefundTold | null): RefundHindrance {
  switch (told?.reason) {
    case 'no-answer':
    case 'right-elsewhere':
    case 'no-receipt':
    case 'in-work':
    case 'recovering':
      return told.reason
    case 'too-little':
      return 'too-much'
    case 'send-first':
    case 'session-ended':
    case 'moved':
      return 'no-answer'
    case 'offline':
    case null:
    case undefined:
      return 'offline'
  }
}
