import { z } from 'zod'
import { CouponSettings } from '#shared/contracts/coupon-programme.ts'
import { GiftCardSettings } from '#shared/contracts/gift-card-programme.ts'
import { PointsSettings } from '#shared/contracts/points-programme.ts'
import { accountKinds, offlineRules } from '#shared/value/account.ts'
import { call } from '../api.ts'
import { everyPage } from '../every-page.ts'
import { type Loaded, useLoad } from '../load.ts'
import { company } from '../session.ts'

export const Programme = z.object({
  id: z.int(),
  code: z.string(),
  name: z.string(),
  companyId: z.int().nullable(),
  kind: z.enum(accountKinds),
  offline: z.enum(offlineRules),
  mayOwe: z.boolean(),
  unit: z.string(),
  settings: PointsSettings.nullable(),
  coupon: CouponSettings.nullable(),
  giftCard: GiftCardSettings.nullable(),
})
export type Programme = z.infer<typeof Programme>
export const ProgrammePage = z.object({ items: z.array(Programme), next: z.string().nullable() })

/** Those of this company and of the whole group. */
export function useProgrammes(): Loaded<readonly Programme[]> {
  const companyId = company.value?.id
  return useLoad(`programmes of ${companyId}`, async (signal) => {
    const all = await everyPage((after) =>
      call({ path: '/programmes', query: { after, limit: 200 }, answer: ProgrammePage, signal }),
    )
    return all.filter((each) => each.companyId === null || each.companyId === companyId)
  })
}
