import { eq } from 'drizzle-orm'
import type { Basket } from '#shared/contracts/basket.ts'
import { Failure } from '#shared/domain/failure.ts'
import { pricingRules } from '#shared/domain/pricing/catalogue.ts'
import type { PriceBasketInput } from '#shared/domain/pricing/price-basket.ts'
import type { GroupDatabase } from '../db/open.ts'
import { store } from '../masterdata/schema.ts'
import { storeProfile } from '../masterdata/store-profile.ts'
import { readCatalogue } from './catalogue.ts'
import { companyPromotions } from './company-promotions.ts'
import { memberFacts } from './member-facts.ts'
import { pointsOfMember } from './member-points.ts'
import { offeredCoupons } from './offered-coupons.ts'

/** What the engine of the tills needs to price a basket as that store would, read from the books. */
export async function basketAtHq(
  books: GroupDatabase,
  { code, basket, at }: { readonly code: string; readonly basket: Basket; readonly at: number },
): Promise<PriceBasketInput> {
  const { group, db } = books
  const found = await db.select({ id: store.id }).from(store).where(eq(store.code, code)).get()
  const profile = found && (await storeProfile(db, { group, storeId: found.id }))
  if (profile === undefined) throw new Failure('not-found', `Store ${code} not found.`)
  const { id: companyId, currency } = profile.company
  const { timeZone } = profile.store
  const promotions = companyPromotions(books.readHot(), companyId, { timeZone, currency })
  const productIds = [
    ...new Set([...basket.lines.map((line) => line.productId), ...(promotions?.productIds ?? [])]),
  ]
  const { memberId } = basket
  return {
    basket,
    catalogue: await readCatalogue(db, { companyId, productIds }),
    rules: pricingRules(profile),
    at,
    maySetPrices: true,
    mayGiveDiscounts: true,
    ...(promotions !== undefined && { promotions }),
    ...offeredCoupons(books.readHot(), basket),
    ...pointsOfMember(books.readHot(), { memberId, companyId, productIds, timeZone }),
    ...memberFacts(books.readHot(), memberId),
  }
}
