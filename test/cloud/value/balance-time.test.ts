import { expect, test } from 'vitest'
import { expectRebuilt } from './rebuilt.ts'
import { sellForValue } from './value-hub.ts'
import { openValueShop } from './value-shop.ts'

const account = 'CREDIT:7'

test('the time of a balance never goes back, though a backlog is booked as of when its push began', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  const [live, backlog] = [await shop.cloud.claimHub(1), await shop.cloud.claimHub(2)]
  const times: unknown[] = []
  const note = () => times.push(shop.cloud.group.readHot().prepare(timeSql).get(account)?.[0])
  const begunAt = shop.cloud.now
  shop.cloud.now += 5000
  sellForValue(live, { account, amount: 1000 })
  await live.push()
  note()
  // Its later slice comes after the live sale, with the time of its first.
  shop.cloud.now = begunAt
  sellForValue(backlog, { account, amount: 2000 })
  await backlog.push()
  note()
  expect(times).toEqual([begunAt + 5000, begunAt + 5001])
  await expectRebuilt(shop)
})

const timeSql = 'SELECT balance_at FROM value_account WHERE account_id = ?'
