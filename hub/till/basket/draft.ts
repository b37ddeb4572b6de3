import { z } from 'zod'
import { type Basket, Discount } from '#shared/contracts/basket.ts'
import { PointsChoice } from '#shared/contracts/points.ts'
import { TillCustomer, TillMember, TillProduct } from '#shared/contracts/till.ts'

const Named = z.object({ account: z.string(), name: z.string() })

export const DraftLine = z.object({
  id: z.string(),
  product: TillProduct,
  quantity: z.int().positive(),
  typedPrice: z.int().min(0).nullable(),
  /** The scanned label that says this price. */
  label: z.string().optional(),
  discounts: z.array(Discount),
  /** The gift card that this line loads, or the coupon that it sells. */
  loads: Named.nullable().default(null),
})
export type DraftLine = z.infer<typeof DraftLine>

/** `lines` = only for these. A coupon's printed code is not kept: its account says enough. */
export const DraftCoupon = Named.extend({ lines: z.array(z.string()).nullable() })
export type DraftCoupon = z.infer<typeof DraftCoupon>

export const Draft = z.object({
  /** The sale's id for good: made with the basket, sent again and again until the hub answers. */
  saleId: z.string(),
  lines: z.array(DraftLine).max(500),
  discounts: z.array(Discount),
  member: TillMember.nullable(),
  customer: TillCustomer.nullable(),
  /** The affiliate partner who sent the customer. */
  partner: TillMember.nullable().default(null),
  coupons: z.array(DraftCoupon).default([]),
  /** Points that pay, deducted already; only while it is paid. */
  points: PointsChoice.nullable().default(null),
})
export type Draft = z.infer<typeof Draft>

/** The basket as the hub prices it; null while it is empty. */
export function basketOf(from: Draft): Basket | null {
  if (from.lines.length === 0) return null
  return {
    receiptId: from.saleId,
    lines: from.lines.map((line) => ({
      id: line.id,
      productId: line.product.id,
      quantity: line.quantity,
      ...(line.typedPrice === null ? {} : { typedPrice: line.typedPrice }),
      ...(line.typedPrice === null || line.label === undefined ? {} : { label: line.label }),
      discounts: line.discounts,
      ...(line.loads === null ? {} : { loads: line.loads.account }),
    })),
    discounts: from.discounts,
    ...(from.member === null ? {} : { memberId: from.member.id }),
    ...(from.customer === null ? {} : { customerId: from.customer.id }),
    ...(from.partner === null ? {} : { partnerId: from.partner.id }),
    ...(from.coupons.length === 0 ? {} : { coupons: from.coupons.map(asOffered) }),
    ...(from.points === null ? {} : { points: from.points }),
  }
}

function asOffered({ account, lines }: DraftCoupon): NonNullable<Basket['coupons']>[number] {
  return lines === null ? { account } : { account, lines }
}

/** A coupon that was only for this line is for all again: it would be for nothing otherwise. */
export function withoutLine(from: Draft, lineId: string): Draft {
  const coupons = from.coupons.map((coupon) => {
    const lines = coupon.lines?.filter((id) => id !== lineId) ?? []
    return { ...coupon, lines: lines.length === 0 ? null : lines }
  })
  return { ...from, lines: from.lines.filter((line) => line.id !== lineId), coupons }
}
