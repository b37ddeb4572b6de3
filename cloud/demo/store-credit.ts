import { createHash } from 'node:crypto'
import { z } from 'zod'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { valueAccountId } from '#shared/value/account-id.ts'

export type CallJson = (
  method: 'GET' | 'PUT' | 'POST' | 'PATCH',
  path: string,
  value?: unknown,
) => Promise<unknown>

const Items = z.object({ items: z.array(z.looseObject({ id: z.int() })) })
const Companies = z.object({
  items: z.array(z.looseObject({ id: z.int(), code: z.string(), currency: z.string() })),
})

/** Minor units that each of the first members is given. */
const amountByCurrency: Readonly<Record<string, number>> = {
  MNT: 5_000_000,
  RON: 10_000,
  RUB: 100_000,
  CZK: 50_000,
}
const memberCount = 10
const firstDay = Date.UTC(2026, 0, 1)

/** A programme of store credit for each company, and some for the first members of the group. */
export async function giveStoreCredit(call: CallJson): Promise<string[]> {
  const members = Items.parse(await call('GET', `/v1/members?limit=${memberCount}`)).items
  const companies = Companies.parse(await call('GET', '/v1/companies')).items
  const told: string[] = []
  for (const [position, { id: companyId, code: company, currency }] of companies.entries()) {
    const code = position === 0 ? 'CREDIT' : `CREDIT${position + 1}`
    const programme = { code, name: 'Store credit', companyId, kind: 'store-credit' }
    await call('POST', '/v1/programmes', programme)
    const amount = amountByCurrency[currency] ?? 10_000
    for (const member of members) {
      const account = valueAccountId(code, member.id)
      // Ids follow from the account: loaded again, nobody is given more.
      const random = createHash('sha256').update(`${company}/${account}`).digest().subarray(0, 10)
      const credit = { id: uuidv7(firstDay, random), amount, reason: 'demo' }
      await call('POST', `/v1/value-accounts/${account}/credits`, credit)
    }
    told.push(`${company}: store credit for ${members.length} members`)
  }
  return told
}
