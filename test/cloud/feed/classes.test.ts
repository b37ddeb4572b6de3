import { expect, test } from 'vitest'
import { until } from '../../support/shop.ts'
import { startFeedCloud } from './feed-cloud.ts'

test('a commit of balances counts as balances, also where gift cards move, and one of prices as urgent [A3.8]', async () => {
  await using cloud = await startFeedCloud({
    balances: { windowMinMs: 1, bytesPerHubAndDay: 1e15 },
  })
  await cloud.addProducts(1, 5)
  await cloud.group.writeHot((hot) => {
    hot.exec(`INSERT INTO programme (id, code, name, kind, unit, offline, may_owe)
      VALUES (1, 'GIFT', 'Бэлгийн карт', 'gift-card', 'money:1', 'lease', 0)`)
    hot.exec("INSERT INTO voucher (id, account, programme_id, key) VALUES (1, 'GIFT:1', 1, 'K1')")
    hot.exec(`INSERT INTO value_account (id, account_id, programme_id, version, balance, balance_at, frozen, state)
      VALUES (1, 'GIFT:1', 1, 0, 0, 0, 0, '{}')`)
    hot.exec("INSERT INTO hub_head (hub_id, epoch, seq, hash) VALUES (1, 1, 0, x'')")
  })
  const feed = await cloud.feeds.of(cloud.group, 1)
  await cloud.group.writeHot((hot) => {
    hot.exec("UPDATE value_account SET balance = 700, balance_at = 1, state = '{}'")
    hot.exec("UPDATE hub_head SET seq = 1, hash = x'aa'")
    hot.exec(`INSERT INTO outbox (company_id, entity, entity_id, class)
      VALUES (1, 'account', 1, 'balances'), (1, 'hub_mark', 1, 'balances')`)
  })
  await until('the balance is in the feed', async () => cloud.pokes.length === 1)
  const balances = feed.position().frame
  await feed.alter((db) => {
    expect(db.prepare('SELECT balance FROM gift_card').raw(true).all()).toEqual([[700]])
  })
  await cloud.setPrice(1, 5)
  await cloud.projected()
  const urgent = feed.position().frame - balances
  expect([balances, urgent].every((frames) => frames > 0)).toBe(true)
  expect(feed.frames(1, 1)).toMatchObject({ frames: { urgent, balances } })
  // A finished generation tells the same, and so does a cloud that was started again.
  await cloud.feeds.roll()
  await cloud.feeds.close()
  const again = await cloud.feeds.of(cloud.group, 1)
  expect(again.frames(1, 1)).toMatchObject({ frames: { urgent, balances } })
})
