import type { PartnerRefused, SendingPartner } from '#shared/contracts/affiliate.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Replica } from '../replica/replica.ts'

/** The partner as it goes onto the receipt; throws where this store may not name it. */
export function sendingPartner(
  replica: Pick<Replica, 'member'>,
  partnerId: number,
): SendingPartner {
  const found = replica.member(partnerId)
  if (found === undefined) {
    const message = `partner ${partnerId} is not known in this store: look its code or phone up again`
    const field = { field: 'partnerId', value: String(partnerId), message }
    throw new Failure('invalid', message, { fields: [field] })
  }
  const { id, name, blocked, affiliate } = found
  const reason = blocked ? 'blocked' : (affiliate ?? 'none')
  if (reason === 'active') return { id, name }
  const extra = { conflict: 'partner-refused', partnerId, reason } satisfies PartnerRefused
  throw new Failure('conflict', `partner ${partnerId} (${name}) ${words[reason]}`, { extra })
}

const words: Readonly<Record<PartnerRefused['reason'], string>> = {
  none: 'is no affiliate partner: take it off the basket',
  inactive: 'brings nothing for now: take it off the basket, or ask HQ',
  elsewhere: 'brings customers to another company only: take it off the basket',
  blocked: 'is blocked: take it off the basket',
}
