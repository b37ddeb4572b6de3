import type { Covered, CoverRequest } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { SalesDeps } from './sell.ts'

/** Choosing deducts at once: the points are this receipt's until it is saved or given up. */
export async function coverPoints(
  { shop, value }: Pick<SalesDeps, 'shop' | 'value'>,
  receiptId: string,
  { memberId, programme, points: amount, pin }: Extract<CoverRequest, { kind: 'points' }>,
): Promise<Covered> {
  const programmes = shop.replica.pointsProgrammes(shop.profile().store.id)
  const found = programmes.find(({ compiled }) => compiled.programme.code === programme)
  if (found?.compiled.paying === undefined || found.compiled.paying === null) {
    const words = found === undefined ? 'is not known here' : 'pays nothing: HQ has set no rule'
    const message = `programme ${programme} ${words}`
    throw new Failure('invalid', message, {
      fields: [{ field: 'programme', value: programme, message }],
    })
  }
  const wanted = { kind: 'points', memberId, programme, amount, pin } as const
  return { receiptId, account: await value.cover(receiptId, wanted), amount }
}
