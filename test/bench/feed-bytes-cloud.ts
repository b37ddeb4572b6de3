import { createInterface } from 'node:readline'
import type { Poke } from '#cloud/feed/projector.ts'
import { startFeedCloud } from '../cloud/feed/feed-cloud.ts'

/**
 * The feed's part of a cloud whose stores sell all day, as a process of its own: `<stores>
 * <accounts> <speed>`. Its pauses are counted by an uptime that runs `speed` times as fast, and so do
 * its stores. On stdin: `roll`, answered when it is done, and `stop`.
 */
const [stores = 0, accounts = 0, speed = 1] = process.argv.slice(2).map(Number)
/** Spine A3: of a store and day; and what HQ changes of prices. */
const CHANGES_A_STORE = 300
const PRICES_A_DAY = 1200
/** A push brings so many changed balances. */
const CHANGES_A_PUSH = 5
const TICK_MS = 100
const DAY_MS = 86_400_000

const uptime = () => performance.now() * speed
/** At its commit a hub has loaded all before it, and nothing of it. */
const onPoke = (poke: Poke) => say({ poke: poke.class, at: uptime(), ...loaded() })
const say = (words: object) => process.stdout.write(`${JSON.stringify(words)}\n`)
const loaded = () => cloud.feedFigures.of({ group: 'nom', hubId: 1 })
const cloud = await startFeedCloud({ uptime, onPoke })
await cloud.addProducts(1, 1000)
await cloud.group.writeHot((hot) => {
  const numbers = (last: number) =>
    `WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${last})`
  hot.exec(`INSERT INTO programme (id, code, name, kind, unit, offline, may_owe)
    VALUES (1, 'points', 'Оноо', 'points', 'points', 'lease', 0)`)
  hot.exec(`${numbers(accounts)}
    INSERT INTO value_account (id, account_id, programme_id, member_id, version, balance, balance_at, frozen, state)
    SELECT id, 'points:' || id, 1, id, 0, 0, 0, 0, '{}' FROM n`)
  hot.exec(`${numbers(stores)}
    INSERT INTO hub (id, company_id, store_id, name, epoch, state, state_reason, claimed_at)
    SELECT id, 1, 1, 'h', 1, 'active', '', 0 FROM n WHERE id > 2`)
  hot.exec(`INSERT INTO hub_head (hub_id, epoch, seq, hash)
    SELECT id, 1, 0, x'00' FROM hub WHERE company_id = 1`)
})

const feedId = await cloud.feeds.feedIdOf(cloud.group, 1)
say({ source: { cloudUrl: cloud.url, feedId, token: cloud.token } })

const any = (count: number) => 1 + Math.floor(Math.random() * count)
const since = uptime()
let changed = 0
let priced = 0
const sell = async () => {
  const share = (uptime() - since) / DAY_MS
  const pushes = Math.floor((share * stores * CHANGES_A_STORE - changed) / CHANGES_A_PUSH)
  if (pushes > 0) {
    changed += pushes * CHANGES_A_PUSH
    const moved = Array.from({ length: pushes * CHANGES_A_PUSH }, () => any(accounts)).join()
    const heard = Array.from({ length: pushes }, () => any(stores)).join()
    await cloud.group.writeHot((hot) => {
      hot.exec(`UPDATE value_account SET balance = balance + 1 WHERE id IN (${moved})`)
      hot.exec(`UPDATE hub_head SET seq = seq + 1 WHERE hub_id IN (${heard})`)
      hot.exec(`INSERT INTO outbox (company_id, entity, entity_id, class)
        SELECT 1, 'account', id, 'balances' FROM value_account WHERE id IN (${moved})
        UNION ALL SELECT 1, 'hub_mark', hub_id, 'balances' FROM hub_head WHERE hub_id IN (${heard})`)
    })
  }
  for (; priced < share * PRICES_A_DAY; priced += 1) await cloud.setPrice(any(1000), 100 + priced)
}
let selling: Promise<void> = Promise.resolve()
const seller = setInterval(() => {
  selling = selling.then(sell)
}, TICK_MS)

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'stop') break
  await cloud.feeds.roll()
  const { generation } = (await cloud.feeds.of(cloud.group, 1)).position()
  say({ generation, ...loaded() })
}
clearInterval(seller)
await selling
await cloud[Symbol.asyncDispose]()
process.exit(0)
