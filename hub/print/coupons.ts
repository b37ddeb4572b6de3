import type { PrintBlock } from '#shared/contracts/print.ts'
import type { IssuedCoupon } from '#shared/contracts/voucher.ts'
import { rule, text } from './blocks.ts'
import type { Paper } from './words.ts'

/** Coupons that the order brought: to be read, typed and scanned. */
export function couponBlocks(issued: readonly IssuedCoupon[], paper: Paper): PrintBlock[] {
  return issued.flatMap(({ code, endsAt }) => [
    rule,
    text(paper.word('receipt.next-order'), { align: 'center' }),
    text(code, { align: 'center', bold: true }),
    { kind: 'qr', data: code },
    // The last moment at which it is worth something.
    ...(endsAt === null
      ? []
      : [
          text(`${paper.word('receipt.valid-until')} ${paper.time(endsAt - 1)}`, {
            align: 'center',
          }),
        ]),
  ])
}
