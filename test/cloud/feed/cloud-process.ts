import { createInterface } from 'node:readline'
import { startFeedCloud } from './feed-cloud.ts'

/** The feed's part of the cloud as a process that a test may kill: `<folder>`, orders on stdin. */
const [folder = ''] = process.argv.slice(2)
const cloud = await startFeedCloud({ folder })
const say = (words: object) => process.stdout.write(`${JSON.stringify(words)}\n`)
const feedId = await cloud.feeds.feedIdOf(cloud.group, 1)
const feed = await cloud.feeds.of(cloud.group, 1)
say({ source: { cloudUrl: cloud.url, feedId, token: cloud.token }, ...feed.position() })
for await (const line of createInterface({ input: process.stdin })) {
  const [order, id = 0, value = 0] = line.split(' ')
  if (order === 'price') await cloud.setPrice(Number(id), Number(value))
  if (order === 'products') await cloud.addProducts(Number(id), Number(value))
  if (order === 'roll') await cloud.feeds.roll()
  if (order === 'stop') break
  await cloud.projected()
  say({ done: line, ...feed.position() })
}
await cloud[Symbol.asyncDispose]()
process.exit(0)
