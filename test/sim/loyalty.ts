import type { PricedBasket, PricedLine } from '#shared/contracts/basket.ts'
import type { PointsEarned, PointsPayment } from '#shared/contracts/points.ts'
import { PointsItem, PointsProgramme } from '#shared/contracts/points-programme.ts'
import type { EarnPointsInput } from '#shared/domain/points/earn-points.ts'
import { type PointsLine, pointsLines } from '#shared/domain/points/points-line.ts'
import { byRate } from '#shared/domain/points/points-offers.ts'
import { type Programme, programmes } from './op.ts'

/** What a receipt earned and paid in points, as its payload says. */
export interface SimLoyalty {
  readonly earned: readonly PointsEarned[]
  readonly paid: readonly PointsPayment[]
}

/** Minor units that a point pays. */
export const POINT_PAYS = 10
/** Minor units for each point that `leased` gives by total. */
export const PER_AMOUNT = 300

const paying = {
  as: 'tender',
  by: { kind: 'rate', worth: { points: 1, amount: POINT_PAYS } },
  ruleId: 'PAY',
}
const total = (perAmount: number) => ({ points: 1, perAmount, ruleId: `TOTAL-${perAmount}` })

/** HQ's rules, one programme of each offline rule: by total, by percent of a level, by items too. */
const rulesOf: Readonly<Record<Programme, PointsProgramme>> = {
  leased: PointsProgramme.parse({
    code: 'LEASED',
    paying,
    earning: { method: 'total', total: total(PER_AMOUNT) },
  }),
  'online-only': PointsProgramme.parse({
    code: 'ONLINE',
    paying,
    earning: {
      method: 'total',
      percent: {
        rate: 100,
        levels: [{ level: 'gold', rate: 200 }],
        worth: { points: 1, amount: 4 },
        ruleId: 'PERCENT',
      },
    },
  }),
  'local-balance': PointsProgramme.parse({
    code: 'LOCAL',
    paying,
    earning: { method: 'both', total: total(1000) },
  }),
}

const items: ReadonlyMap<number, PointsItem> = new Map(
  [
    { productId: 1, points: 2, per: { kind: 'piece' }, ruleId: 'ITEM-1' },
    { productId: 2, points: 3, per: { kind: 'price', price: 1500 }, ruleId: 'ITEM-2' },
  ].map((item) => [item.productId, PointsItem.parse(item)]),
)

/** `points:leased:3` → leased; null for whatever is no points. */
export function programmeOf(account: string): Programme | null {
  const [kind, name] = account.split(':')
  return kind === 'points' ? (programmes.find((programme) => programme === name) ?? null) : null
}

export function rulesOfPoints(programme: Programme): PointsProgramme {
  return rulesOf[programme]
}

export function worthOf(points: number): number {
  return byRate(points, { points: 1, amount: POINT_PAYS }).amount
}

/** Every second member has the better level. */
export function earningInput(
  account: string,
  programme: Programme,
): Pick<EarnPointsInput, 'programme' | 'items' | 'member'> {
  const isGold = Number(account.slice(account.lastIndexOf(':') + 1)) % 2 === 0
  const member = { levels: isGold ? ['gold'] : [], ownRate: null }
  return { programme: rulesOf[programme], items, member }
}

/** The goods of a receipt with this total: two products, of which the second is the dearer. */
export function goodsOf(amount: number): PricedBasket {
  const first = Math.floor(amount * 0.4)
  return basket([line(1, first), line(2, amount - first)])
}

/** What has come back once so much was refunded: the first goods first. */
export function backOf(amount: number, refunded: number): PricedBasket {
  let left = Math.min(amount, refunded)
  const lines = goodsOf(amount).lines.map((sold) => {
    const back = Math.min(left, sold.gross)
    left -= back
    return { ...sold, gross: 0 - back, ofLine: sold.id }
  })
  return basket(lines)
}

/** The lines that points may pay, less what these payments took. */
export function dueLines(goods: PricedBasket, paid: readonly PointsPayment[]): PointsLine[] {
  return pointsLines(goods.lines, ({ gross }) => gross).map((one) => {
    const taken = paid.flatMap(({ lines }) => lines).filter(({ lineId }) => lineId === one.id)
    return { ...one, amount: taken.reduce((left, { amount: by }) => left - by, one.amount) }
  })
}

function line(productId: number, gross: number): PricedLine {
  return {
    id: `l${productId}`,
    kind: 'product',
    ofLine: null,
    productId,
    name: `product ${productId}`,
    quantity: 1000 * (1 + (gross % 3)),
    unitPrice: gross,
    discounts: [],
    orderDiscount: 0,
    vatGroupId: productId,
    gross,
    net: gross,
    vat: 0,
    cityTax: 0,
    priceRuleId: null,
  }
}

function basket(lines: PricedLine[]): PricedBasket {
  const sum = lines.reduce((all, { gross }) => all + gross, 0)
  const taxes = { taxes: [], vat: 0, cityTax: 0 }
  return { lines, ...taxes, listTotal: sum, discountTotal: 0, net: sum, total: sum }
}
