import { z } from 'zod'
import { PromotionView } from '#shared/contracts/promotion-input.ts'
import { call } from '../api.ts'
import { everyPage } from '../every-page.ts'
import { type Loaded, useLoad } from '../load.ts'
import { company } from '../session.ts'

export type Promotion = z.infer<typeof PromotionView>
export const PromotionPage = z.object({
  items: z.array(PromotionView),
  next: z.string().nullable(),
})

/** Rules that coupons may go by. */
export function useCouponPromotions(): Loaded<readonly Promotion[]> {
  const code = company.value?.code
  return useLoad(`coupon promotions of ${code}`, (signal) =>
    everyPage((after) =>
      call({
        path: '/promotions',
        query: { company: code, trigger: 'coupon', after, limit: 200 },
        answer: PromotionPage,
        signal,
      }),
    ),
  )
}
