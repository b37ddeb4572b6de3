import { expect, test } from 'vitest'
import { Shift } from '#shared/contracts/till.ts'
import { newId, one, openTestHub } from '../open-hub.ts'

/** The long version: KASSA_TEST_SHIFT_RECEIPTS=10000. */
const RECEIPTS = Number(process.env['KASSA_TEST_SHIFT_RECEIPTS'] ?? 500)
/** Tills that sell at once share commits. */
const AT_ONCE = 50

test(`a shift of ${RECEIPTS} receipts closes within a second of computing, to the last unit`, {
  timeout: 60_000 + RECEIPTS * 20,
}, async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill({ openingCash: 500 })
  const basket = { lines: [one(1)] }
  const { total } = (await till.quote(basket)).priced
  let left = RECEIPTS
  const sellOn = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const tenders = [{ kind: left % 2 === 0 ? 'cash' : 'card', given: total }]
      const sale = { id: newId(), shiftId: till.shiftId, basket, total, tenders }
      expect((await till.call('POST', '/sales', sale)).status).toBe(201)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sellOn))

  const cash = Math.ceil(RECEIPTS / 2) * total
  const before = process.cpuUsage()
  const answer = await till.call('POST', `/shifts/${till.shiftId}/close`, {
    id: newId(),
    countedCash: 500 + cash,
  })
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1000)
  expect(Shift.parse(answer.body)).toMatchObject({
    receipts: RECEIPTS,
    expectedCash: 500 + cash,
    difference: 0,
    tenders: [
      { kind: 'card', amount: RECEIPTS * total - cash },
      { kind: 'cash', amount: cash },
    ],
  })
})
