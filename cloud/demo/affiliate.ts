import { createHash } from 'node:crypto'
import { z } from 'zod'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import type { CallJson } from './store-credit.ts'

const Members = z.object({
  items: z.array(z.looseObject({ id: z.int(), code: z.string(), phone: z.string() })),
})

/** Nobody with store credit, so that the two are told apart. */
const position = 11
const affiliateCode = 'KOLIBRI'
const programme = 'AFFILIATE'
const amount = 15_000_00
const firstDay = Date.UTC(2026, 0, 1)

/**
 * One of the group's members sends customers to its companies: a till finds it by this code or by
 * its phone (F12), and shows what it has earned.
 */
export async function giveAffiliate(call: CallJson, group: string): Promise<string> {
  const { items } = Members.parse(await call('GET', `/v1/members?limit=${position}`))
  const member = items.at(-1)
  if (member === undefined) return 'no affiliate partner'
  await call('PUT', `/v1/members/${member.code}`, { affiliateCode })
  await call('POST', '/v1/programmes', {
    code: programme,
    name: 'Affiliate credit',
    kind: 'affiliate-credit',
  })
  const account = valueAccountId(programme, member.id)
  // The id follows from the account: loaded again, nobody is given more.
  const random = createHash('sha256').update(`${group}/${account}`).digest().subarray(0, 10)
  const credit = { id: uuidv7(firstDay, random), amount, reason: 'demo' }
  await call('POST', `/v1/value-accounts/${account}/credits`, credit)
  return `affiliate partner ${affiliateCode} (phone ${member.phone})`
}
