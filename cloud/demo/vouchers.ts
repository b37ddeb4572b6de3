import { createHash } from 'node:crypto'
import { z } from 'zod'
import { uuidv7 } from '#shared/domain/uuid.ts'
import type { CallJson } from './store-credit.ts'

const Companies = z.object({ items: z.array(z.looseObject({ id: z.int(), code: z.string() })) })
const Stores = z.object({ items: z.array(z.looseObject({ id: z.int() })) })
const Promotions = z.object({ items: z.array(z.looseObject({ id: z.int(), code: z.string() })) })
const Programmes = z.object({
  items: z.array(z.looseObject({ code: z.string(), coupon: z.unknown(), giftCard: z.unknown() })),
})
const Created = z.looseObject({ id: z.int() })
const batchOf = 10
const firstDay = Date.UTC(2026, 0, 1)

/**
 * For each company a promotion with coupons that are issued, and gift cards that its first store
 * sells. What is there already stays as HQ has it by now.
 */
export async function giveVouchers(call: CallJson): Promise<string[]> {
  const companies = Companies.parse(await call('GET', '/v1/companies')).items
  const known = Programmes.parse(await call('GET', '/v1/programmes?limit=200')).items
  const told: string[] = []
  for (const [position, { id: companyId, code: company }] of companies.entries()) {
    const nth = position === 0 ? '' : String(position + 1)
    const [coupons, cards] = [`WELCOME${nth}`, `GIFT${nth}`]
    const isThere = (code: string) => known.some((programme) => programme.code === code)
    // Ids follow from the company: loaded again, no more are made.
    const idOf = (what: string) =>
      uuidv7(firstDay, createHash('sha256').update(`${company}/${what}`).digest().subarray(0, 10))
    if (!isThere(coupons)) {
      const promotionId = await promotionOf(call, { companyId, company })
      const programme = { code: coupons, name: 'Welcome 10 %', companyId, kind: 'coupon' }
      await call('POST', '/v1/programmes', programme)
      await call('PATCH', `/v1/programmes/${coupons}`, { coupon: { promotionId } })
      const batch = { id: idOf('coupons'), programme: coupons, count: batchOf, issued: 'issued' }
      await call('POST', '/v1/coupon-batches', { ...batch, reason: 'demo' })
    }
    if (!isThere(cards)) {
      const [store] = Stores.parse(await call('GET', `/v1/stores?company=${company}&limit=1`)).items
      await call('POST', '/v1/programmes', {
        code: cards,
        name: 'Gift card',
        companyId,
        kind: 'gift-card',
      })
      await call('PATCH', `/v1/programmes/${cards}`, { giftCard: {} })
      const batch = { id: idOf('gift cards'), programme: cards, count: batchOf }
      const stock = { storeId: store?.id ?? null, reason: 'demo' }
      await call('POST', '/v1/gift-card-batches', { ...batch, ...stock })
    }
    told.push(`${company}: ${batchOf} coupons, ${batchOf} gift cards`)
  }
  return told
}

async function promotionOf(
  call: CallJson,
  { companyId, company }: { readonly companyId: number; readonly company: string },
): Promise<number> {
  const { items } = Promotions.parse(
    await call('GET', `/v1/promotions?company=${company}&limit=200`),
  )
  const known = items.find(({ code }) => code === 'WELCOME')
  if (known !== undefined) return known.id
  const promotion = {
    companyId,
    code: 'WELCOME',
    name: 'Welcome: 10 % off the order',
    trigger: 'coupon',
    reward: { kind: 'percent', rate: 1000, on: 'order' },
  }
  return Created.parse(await call('POST', '/v1/promotions', promotion)).id
}
