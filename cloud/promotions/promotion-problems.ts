import type { Promotion, Reward } from '#shared/contracts/promotion.ts'
import type { HotDatabase } from '../db/hot.ts'
import { type ConditionProblem, conditionProblems } from '../masterdata/condition-problems.ts'

/** What a promotion names and its company does not have, or what cannot be. */
export function promotionProblems(
  hot: HotDatabase,
  companyId: number,
  promotion: Promotion,
): ConditionProblem[] {
  const { conditions, reward } = promotion
  return [
    ...conditionProblems(hot, conditions, { companyId, field: 'conditions' }),
    ...timeProblems(promotion),
    ...rewardProblems(hot, companyId, reward),
  ]
}

function timeProblems({ conditions: { startsAt, endsAt } }: Promotion): ConditionProblem[] {
  if (startsAt === undefined || endsAt === undefined || startsAt < endsAt) return []
  const message = `must be later than startsAt ${startsAt}`
  return [{ field: 'conditions.endsAt', value: String(endsAt), message }]
}

function rewardProblems(hot: HotDatabase, companyId: number, reward: Reward): ConditionProblem[] {
  const product = (id: number, field: string): ConditionProblem[] => {
    if (hot.prepare(productSql).get(id, companyId) !== undefined) return []
    return [{ field, value: String(id), message: 'is not a product; create it first' }]
  }
  switch (reward.kind) {
    case 'free-product':
      return product(reward.productId, 'reward.productId')
    case 'gift-line':
      return product(reward.giftLineProductId, 'reward.giftLineProductId')
    case 'next-order-coupon': {
      const { promotionId: id } = reward
      if (hot.prepare(couponRuleSql).get(id, companyId) !== undefined) return []
      const message = 'is not a promotion with the trigger coupon; create that one first'
      return [{ field: 'reward.promotionId', value: String(id), message }]
    }
    case 'cheapest':
      if (reward.of === null || reward.pieces <= reward.of) return []
      return [
        {
          field: 'reward.pieces',
          value: String(reward.pieces),
          message: `must not be more than of, ${reward.of}`,
        },
      ]
    case 'bundle':
      return reward.sets.flatMap(({ products, categories }, at) =>
        conditionProblems(
          hot,
          { ...(products && { products }), ...(categories && { categories }) },
          { companyId, field: `reward.sets.${at}` },
        ),
      )
    case 'percent':
    case 'fixed':
      return []
  }
}

const productSql = 'SELECT 1 FROM product WHERE id = ? AND company_id = ?'
const couponRuleSql =
  "SELECT 1 FROM promotion WHERE id = ? AND company_id = ? AND trigger = 'coupon'"
