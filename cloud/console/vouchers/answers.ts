import { z } from 'zod'
import { VoucherState } from '#shared/contracts/voucher.ts'

export const voucherKinds = ['coupon', 'gift-card'] as const
export type VoucherKind = (typeof voucherKinds)[number]

/** The page that shows a kind. */
export const pageOfKind = { coupon: 'coupons', 'gift-card': 'gift-cards' } as const

export const Batch = z.object({
  id: z.string(),
  programme: z.string(),
  programmeName: z.string(),
  count: z.int(),
  made: z.int(),
  issued: z.enum(['reserved', 'issued']),
  amount: z.int().nullable(),
  faceValue: z.int().nullable(),
  storeId: z.int().nullable(),
  endsAt: z.int().nullable(),
  orderedAt: z.int(),
})
export type Batch = z.infer<typeof Batch>
export const BatchPage = z.object({ items: z.array(Batch), next: z.string().nullable() })

export const Voucher = z.object({
  account: z.string(),
  programme: z.string(),
  programmeName: z.string(),
  state: VoucherState,
  before: VoucherState.nullable(),
  soldOn: z.string().nullable(),
  usedOn: z.string().nullable(),
  batch: z.string().nullable(),
  promotionId: z.int().nullable(),
  faceValue: z.int().nullable(),
  storeId: z.int().nullable(),
  memberId: z.int().nullable(),
  endsAt: z.int().nullable(),
  balance: z.int(),
  frozen: z.boolean(),
})
export type Voucher = z.infer<typeof Voucher>
export const VoucherDetail = Voucher.extend({
  claim: z
    .object({ hubName: z.string(), storeCode: z.string(), storeName: z.string(), at: z.int() })
    .nullable(),
})
export type VoucherDetail = z.infer<typeof VoucherDetail>
export const VoucherPage = z.object({ items: z.array(Voucher), next: z.string().nullable() })
