import { expect, test } from 'vitest'
import { layOutReceipt } from '#hub/print/receipt.ts'
import { storeProfile } from '#test/support/feed.ts'
import { one } from '../open-hub.ts'
import { byRate, openPointsHub, receiptOf } from './points-hub.ts'

test('the receipt prints the points line by its code for each tax group, the balance before and after, earned and spent', async () => {
  const earning = { method: 'total', total: { points: 1, perAmount: 100_00, ruleId: 'T' } } as const
  await using hub = await openPointsHub({ earning, paying: byRate(1, 100) })
  const sara = await hub.newMember(600)
  const pay = { points: { programme: 'POINTS', pay: { kind: 'points', points: 300 } } }
  const sold = await hub.sell({ lines: [one(1)], memberId: sara.id, ...pay })
  const profile = storeProfile()
  const english = { ...profile, company: { ...profile.company, language: 'en' as const } }
  const printed = (receipt: ReturnType<typeof receiptOf>) =>
    layOutReceipt(receipt, english).blocks.flatMap((block) =>
      block.kind === 'row' ? block.cells.map(({ text }) => text).join(' | ') : [],
    )
  const sale = printed(receiptOf(sold))
  expect(sale.filter((text) => text.startsWith('*PLATBA IBOD*'))).toHaveLength(1)
  expect(sale.find((text) => text.startsWith('*PLATBA IBOD*'))).toContain('300')
  expect(sale.filter((text) => text.startsWith('Points'))).toEqual([
    'Points before | 600',
    'Points earned | +7',
    'Points spent | -300',
    'Points after | 307',
  ])
  const refund = printed(receiptOf(await hub.refund(sold.id)))
  expect(refund.filter((text) => text.startsWith('Points'))).toEqual([
    'Points before | 307',
    'Points earned | -7',
    'Points spent | +300',
    'Points after | 600',
  ])
})
