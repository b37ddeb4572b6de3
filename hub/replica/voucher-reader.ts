import type { z } from 'zod'
import { CouponSettings } from '#shared/contracts/coupon-programme.ts'
import { GiftCardSettings } from '#shared/contracts/gift-card-programme.ts'
import { couponMovers } from '#shared/feed/coupon-movers.ts'
import { voucherText } from '#shared/feed/lookup.ts'
import type { ReplicaFile } from './file.ts'
import { hashLookup } from './lookup-key.ts'
import type { Replica, ReplicaVoucher } from './replica.ts'

/** Coupons and gift cards, by what is printed on them or by their account. */
export function createVoucherReader(
  file: ReplicaFile,
  lookupKey: () => string,
): Pick<Replica, 'voucherProgrammes' | 'voucherByCode' | 'voucher'> {
  return {
    voucherProgrammes: () =>
      file
        .statements()
        .voucherProgrammes()
        .map(({ id, code, name, kind, settings }) => {
          const coupon = kind === 'coupon' ? settingsOf(CouponSettings, settings) : null
          const giftCard = kind === 'gift-card' ? settingsOf(GiftCardSettings, settings) : null
          return { id, code, name, coupon, giftCard }
        }),
    voucherByCode(code) {
      const statements = file.statements()
      const [row] = statements.voucherKey({ key: hashLookup(lookupKey(), voucherText(code)) })
      if (row === undefined) return undefined
      const of = { id: row.voucherId }
      return voucherOf(
        row.kind === 'coupon' ? statements.coupon(of)[0] : undefined,
        row.kind === 'gift-card' ? statements.giftCard(of)[0] : undefined,
      )
    },
    voucher(account) {
      const statements = file.statements()
      const [coupon] = statements.couponByAccount({ account })
      if (coupon !== undefined) return voucherOf(coupon, undefined)
      return voucherOf(undefined, statements.giftCardByAccount({ account })[0])
    },
  }
}

type CouponRow = Omit<Extract<ReplicaVoucher, { kind: 'coupon' }>, 'kind' | 'movers'> & {
  readonly movers: string
}
type GiftCardRow = Omit<Extract<ReplicaVoucher, { kind: 'gift-card' }>, 'kind'>

function voucherOf(
  coupon: CouponRow | undefined,
  giftCard: GiftCardRow | undefined,
): ReplicaVoucher | undefined {
  if (coupon !== undefined) {
    return { ...coupon, movers: couponMovers(coupon.movers), kind: 'coupon' }
  }
  return giftCard === undefined ? undefined : { ...giftCard, kind: 'gift-card' }
}

function settingsOf<S extends z.ZodType>(schema: S, text: string | null): z.output<S> | null {
  return text === null ? null : (schema.safeParse(JSON.parse(text)).data ?? null)
}
