import { PointsItem, PointsProgramme } from '#shared/contracts/points-programme.ts'
import type { EarningMember } from '#shared/domain/points/earn-points.ts'
import type { PaidLine } from '#shared/domain/points/points-line.ts'

type Input = Readonly<Record<string, unknown>>

/** As requirements 004 (c) have it: a point for each 50 Kč, pairs for paying. */
export function ibod(over: Input = {}): PointsProgramme {
  return PointsProgramme.parse({
    code: 'IBOD',
    partnerId: '4711',
    earning: ibodEarning(),
    paying: ibodPaying(),
    ...over,
  })
}

export const ibodEarning = (over: Input = {}) => ({
  method: 'total',
  total: { points: 1, perAmount: 50_00, ruleId: 'R-TOTAL' },
  ...over,
})

export const ibodPaying = (over: Input = {}) => ({
  as: 'discount-line',
  code: '*PLATBA IBOD*',
  by: ibodPairs(),
  ruleId: 'R-PAY',
  ...over,
})

export const ibodPairs = (over: Input = {}) => ({
  kind: 'pairs',
  pairs: [
    { price: 50_00, points: 500 },
    { price: 100_00, points: 900 },
    { price: 200_00, points: 1700 },
  ],
  ...over,
})

/** As requirements 003 (c) have it: 1 bonus = 1 rouble in hundredths, 5 % of what is paid. */
export function densi(maxShare: number | null): PointsProgramme {
  const worth = { points: 1, amount: 1 }
  return PointsProgramme.parse({
    code: 'BONUS',
    earning: {
      method: 'total',
      percent: { rate: 0, ownRate: true, worth, ruleId: 'CARD-5' },
    },
    paying: { as: 'discount-line', by: { kind: 'rate', worth }, maxShare, ruleId: 'SPEND' },
  })
}

/** As requirements 000-d3 have it: 1 point = 1 ₮, a percent of what is paid in money. */
export function internom(as: 'discount-line' | 'tender' = 'discount-line'): PointsProgramme {
  const worth = { points: 1, amount: 100 }
  return PointsProgramme.parse({
    code: 'INTERNOM',
    authority: 'partner',
    earning: {
      method: 'total',
      percent: {
        rate: 100,
        levels: [
          { level: 'silver', rate: 300 },
          { level: 'gold', rate: 500 },
        ],
        ownRate: true,
        worth,
        ruleId: 'ACS',
      },
    },
    paying: { as, by: { kind: 'rate', worth }, ruleId: 'ACS-PAY' },
  })
}

export const nobody: EarningMember = { levels: [], ownRate: null }

export function paidLine(amount: number, over: Partial<PaidLine> = {}): PaidLine {
  return {
    id: 'a',
    productId: 1,
    vatGroupId: 1,
    quantity: 1000,
    amount,
    byPoints: 0,
    freePieces: 0,
    ...over,
  }
}

export function itemList(...items: (Partial<PointsItem> & object)[]) {
  return new Map(
    items
      .map((item) =>
        PointsItem.parse({
          productId: 1,
          points: 10,
          per: { kind: 'piece' },
          ruleId: 'R-ITEM',
          ...item,
        }),
      )
      .map((item) => [item.productId, item]),
  )
}
