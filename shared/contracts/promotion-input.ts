import { z } from 'zod'
import { Promotion } from './promotion.ts'
import { Key } from './units.ts'

const { id: _, code, ...rest } = Promotion.shape

/** A promotion as HQ writes it; whether its parts fit together is judged when it has its id. */
export const PromotionInput = z
  .object({
    code: code.regex(/^[A-Z0-9][A-Z0-9_-]{0,39}$/, 'must be capital letters, digits, - or _'),
    ...rest,
    name: rest.name.min(1),
    active: z.boolean().default(true).describe('Off: no store goes by it.'),
  })
  .meta({ id: 'PromotionInput' })
export type PromotionInput = z.infer<typeof PromotionInput>

export const PromotionView = z
  .object({
    ...Promotion.shape,
    companyId: Key,
    active: z.boolean(),
    ended: z.boolean().describe('Its end has passed: stores no longer hold it.'),
  })
  .meta({ id: 'PromotionView' })
export type PromotionView = z.infer<typeof PromotionView>
