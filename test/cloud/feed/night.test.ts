import { expect, test } from 'vitest'
import { openFeed } from '#cloud/feed/feed.ts'
import { fillFeed } from '#cloud/feed/fill.ts'
import { feedPaths } from '#cloud/feed/paths.ts'
import type { Projection } from '#cloud/feed/projection.ts'
import { createProjector } from '#cloud/feed/projector.ts'
import { type FeedCloud, startFeedCloud } from './feed-cloud.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** A minute before two in the night, where the stores are (UTC+8). */
const beforeNight = Date.UTC(2026, 10, 20, 17, 59)

test("the feed's generation ends at the company's night, once, and only if it has frames [A3 rule 6]", async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 1)
  await using ub = await follow(cloud)
  const pricesChange = async (at: number) => {
    await cloud.setPrice(1, at)
    await ub.stepAt(at)
    expect(ub.feed.position().frame).toBeGreaterThan(0)
  }
  await pricesChange(beforeNight)
  expect(ub.feed.position().generation).toBe(1)

  await ub.stepAt(beforeNight + minuteMs)
  expect(ub.feed.position()).toEqual({ generation: 2, frame: 0 })
  await pricesChange(beforeNight + hourMs)
  await ub.stepAt(beforeNight + 2 * hourMs)
  expect(ub.feed.position().generation, 'once a night').toBe(2)

  await ub.stepAt(beforeNight + dayMs + hourMs)
  expect(ub.feed.position(), 'the next night').toEqual({ generation: 3, frame: 0 })
  await ub.stepAt(beforeNight + 2 * dayMs + hourMs)
  expect(ub.feed.position().generation, 'an empty one goes on').toBe(3)
})

test('a generation ends at 8,192 frames too, whatever the hour [A3 rule 6]', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 1)
  await using ub = await follow(cloud)
  const noon = beforeNight + 10 * hourMs
  await ub.feed.alter((db) => {
    const insert = db.prepare('INSERT INTO setting (key, value) VALUES (?, ?)')
    // Each takes six pages of its own, and a little of one that it shares.
    for (let row = 0; row < 1250; row += 1) insert.run([`k${row}`, 'x'.repeat(24_000)])
  })
  const priceChangesAfter = async (frames: number) => {
    let { frame } = ub.feed.position()
    for (; frame < frames; { frame } = ub.feed.position()) {
      const row = [`f${frame}`, 'x'.repeat(60_000)] as const
      await ub.feed.commit((writer) => {
        writer.apply({ table: 'setting', scope: 'key', values: [row[0]], rows: [row] })
      })
    }
    await cloud.setPrice(1, frame)
    await ub.stepAt(noon, noon + frame * 1000)
  }
  await priceChangesAfter(8100)
  const { generation, frame } = ub.feed.position()
  expect([generation, frame > 8100, frame < 8192]).toEqual([1, true, true])
  await priceChangesAfter(8192)
  expect(ub.feed.position()).toEqual({ generation: 2, frame: 0 })
})

test("a night is the company's own", async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 1)
  const zone = "UPDATE store SET time_zone = 'Europe/Bucharest' WHERE company_id = 1"
  await cloud.group.writeHot((hot) => hot.exec(zone))
  await using bucharest = await follow(cloud)
  await cloud.setPrice(1, 5)
  await bucharest.stepAt(beforeNight)
  await bucharest.stepAt(beforeNight + hourMs)
  expect(bucharest.feed.position().generation).toBe(1)
  await bucharest.stepAt(beforeNight + 7 * hourMs)
  expect(bucharest.feed.position().generation).toBe(2)
})

test('a clock that steps back while a pause lasts holds up no price, and no night', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 1)
  await using ub = await follow(cloud)
  await cloud.setPrice(1, 5)
  await ub.stepAt(beforeNight + 5 * hourMs, 1000)
  const { frame } = ub.feed.position()
  expect(frame).toBeGreaterThan(0)
  await cloud.setPrice(1, 6)
  await ub.stepAt(beforeNight - hourMs, 1400)
  expect(ub.feed.position().frame, 'the pause holds').toBe(frame)
  await ub.stepAt(beforeNight - hourMs, 1500)
  expect(ub.feed.position().frame).toBeGreaterThan(frame)
  await ub.stepAt(beforeNight + minuteMs, 2000)
  expect(ub.feed.position()).toEqual({ generation: 2, frame: 0 })
})

/** A feed of company 1 beside the cloud's own, whose projector looks when the test says so. */
async function follow(cloud: FeedCloud) {
  const name = 'feed-beside-1'
  const projection: Projection = { hot: cloud.group.openReader(), group: 'nom', companyId: 1 }
  const feed = await openFeed({
    folder: cloud.folder,
    name,
    newFeedId: () => 'beside',
    build: (db) => fillFeed(db, projection),
    onForeignRows: () => undefined,
  })
  let now = 0
  let up = 0
  const paths = feedPaths(cloud.folder, name)
  const clock = () => now
  const projector = createProjector({
    feed,
    paths,
    projection,
    clock,
    uptime: () => up,
    onCommit: () => undefined,
  })
  return {
    feed,
    async stepAt(at: number, uptime = at) {
      now = at
      up = uptime
      await projector.step()
    },
    [Symbol.asyncDispose]: () => feed.close(),
  }
}
