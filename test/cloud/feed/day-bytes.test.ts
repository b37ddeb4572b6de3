import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFeed } from '#cloud/feed/feed.ts'
import { fillFeed } from '#cloud/feed/fill.ts'
import { feedPaths } from '#cloud/feed/paths.ts'
import type { Projection } from '#cloud/feed/projection.ts'
import { createProjector } from '#cloud/feed/projector.ts'
import { FRAME_BYTES } from '#cloud/feed/wal.ts'
import { startFeedCloud } from './feed-cloud.ts'

const minuteMs = 60_000
const dayMinutes = 24 * 60
const accounts = 10_000
const bytesPerHubAndDay = 5_000_000

test('a hub loads no more balances in a day than the set budget, and nearly all of it while they move all the time [A3.8]', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5)
  await cloud.group.writeHot((hot) => {
    hot.exec(`INSERT INTO programme (id, code, name, kind, unit, offline, may_owe)
      VALUES (1, 'points', 'Оноо', 'points', 'points', 'lease', 0)`)
    hot.exec(`WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${accounts})
      INSERT INTO value_account (id, account_id, programme_id, member_id, version, balance, balance_at, frozen, state)
      SELECT id, 'points:' || id, 1, id, 0, 0, 0, 0, '{}' FROM n`)
    hot.exec("INSERT INTO hub_head (hub_id, epoch, seq, hash) VALUES (1, 1, 0, x'')")
  })
  const folder = mkdtempSync(join(tmpdir(), 'kassa-day-'))
  const projection: Projection = { hot: cloud.group.openReader(), group: 'nom', companyId: 1 }
  const feed = await openFeed({
    folder,
    name: 'feed-nom-1',
    newFeedId: () => 'day',
    build: (db) => fillFeed(db, projection),
  })
  const from = Date.UTC(2026, 10, 20)
  let minute = 0
  const projector = createProjector({
    feed,
    paths: feedPaths(folder, 'feed-nom-1'),
    projection,
    clock: () => from + minute * minuteMs,
    uptime: () => minute * minuteMs,
    balances: { windowMinMs: 15_000, bytesPerHubAndDay },
    onCommit: () => undefined,
  })
  // What a hub asks for, as the routes count it.
  const loaded = { urgent: 0, balances: 0, largest: 0 }
  let at = { generation: 1, frame: 0 }
  const load = () => {
    for (;;) {
      const answer = feed.frames(at.generation, at.frame + 1)
      if (answer.kind === 'gone') throw new Error('a hub would need a new copy')
      if (answer.kind === 'frames') {
        const { urgent, balances } = answer.frames
        loaded.urgent += urgent * FRAME_BYTES
        loaded.balances += balances * FRAME_BYTES
        loaded.largest = Math.max(loaded.largest, balances * FRAME_BYTES)
        at = { ...at, frame: at.frame + answer.bytes.length / FRAME_BYTES }
      } else if (answer.generation === at.generation) return
      else at = { generation: at.generation + 1, frame: 0 }
    }
  }
  let prices = 0
  for (; minute < dayMinutes; minute += 5) {
    if (minute % 20 === 0) {
      await cloud.group.writeHot((hot) => {
        const some = `id % 97 = ${(minute / 20) % 97}`
        hot.exec(`UPDATE value_account SET balance = balance + 1 WHERE ${some}`)
        hot.exec("UPDATE hub_head SET seq = seq + 1, hash = x'aa'")
        hot.exec(`INSERT INTO outbox (company_id, entity, entity_id, class)
          SELECT 1, 'account', id, 'balances' FROM value_account WHERE ${some}`)
        hot.exec(`INSERT INTO outbox (company_id, entity, entity_id, class)
          VALUES (1, 'hub_mark', 1, 'balances')`)
      })
    }
    if (minute % 60 === 30) {
      prices += 1
      await cloud.setPrice(1, prices)
    }
    await projector.step()
    load()
  }
  // A commit is paid for by the pause after it, so the last one's pause is the next day's.
  expect(loaded.balances).toBeLessThanOrEqual(bytesPerHubAndDay + loaded.largest)
  expect(loaded.balances).toBeGreaterThan(bytesPerHubAndDay * 0.8)
  // A page of the product and one of the catalogue's version, each hour.
  expect(loaded.urgent).toBe(prices * 2 * FRAME_BYTES)
  await feed.close()
  rmSync(folder, { recursive: true })
})
