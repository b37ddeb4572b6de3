import { z } from 'zod'
import { newId } from '../value/value-hub.ts'
import { openValueShop, type ValueShop } from '../value/value-shop.ts'

export const Batch = z.looseObject({ id: z.string(), count: z.int(), made: z.int() })

export interface VoucherShop extends ValueShop {
  /** Codes and accounts of a new batch, in order. */
  batch(kind: 'coupon' | 'gift-card', asked: object): Promise<readonly Made[]>
}

export interface Made {
  readonly batch: string
  readonly code: string
  readonly account: string
}

/** The shop of value with a promotion, its coupons and a kind of gift card. */
export async function openVoucherShop(): Promise<VoucherShop> {
  const shop = await openValueShop()
  const must = async (method: string, path: string, json: unknown) => {
    const answer = await shop.cloud.request(path, { method, json })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return answer
  }
  await must('POST', '/v1/promotions', {
    companyId: 1,
    code: 'FIVE',
    name: '5 000 off',
    trigger: 'coupon',
    reward: { kind: 'fixed', amount: 500_000, on: 'order' },
  })
  await must('POST', '/v1/programmes', { code: 'FIVE', name: 'Five', companyId: 1, kind: 'coupon' })
  await must('POST', '/v1/programmes', {
    code: 'GIFT',
    name: 'Gift card',
    companyId: 1,
    kind: 'gift-card',
  })
  await must('PATCH', '/v1/programmes/FIVE', { coupon: { promotionId: 1 } })
  await must('PATCH', '/v1/programmes/GIFT', { giftCard: {} })
  return {
    ...shop,
    async batch(kind, asked) {
      const id = newId()
      const programme = kind === 'coupon' ? 'FIVE' : 'GIFT'
      await must('POST', `/v1/${kind}-batches`, { id, programme, ...asked })
      const csv = await (await shop.cloud.request(`/v1/${kind}-batches/${id}/codes.csv`)).text()
      return csv
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => {
          const [, code = '', account = ''] = line.split(',')
          return { batch: id, code, account }
        })
    },
  }
}
