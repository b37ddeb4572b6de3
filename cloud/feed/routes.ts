import { createReadStream, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import { Failure } from '#shared/domain/failure.ts'
import { type FeedDigest, ReplicaDiffers } from '#shared/feed/digest.ts'
import { type CloudEnv, createRouter, problem } from '../http.ts'
import type { Caller } from '../keys/caller.ts'
import type { Feed } from './feed.ts'
import type { Feeds } from './feeds.ts'
import type { FeedFigures } from './figures.ts'
import { companyOfHub, tellOfDifference } from './store.ts'
import { FRAME_BYTES } from './wal.ts'

const Generation = z.coerce.number().int().min(1).max(0xffffffff)
const FrameNumber = z.coerce.number().int().min(0).max(0xffffffff)

/**
 * libSQL's HTTP sync protocol, as the official client's embedded replica asks it (spine rule 4).
 * Only hubs of the company whose feed it is get an answer.
 */
export function createFeedRoutes(deps: {
  readonly feeds: Feeds
  readonly feedFigures: Pick<FeedFigures, 'sent' | 'hadAll'>
  readonly clock: () => number
}): OpenAPIHono<CloudEnv> {
  const { feeds, feedFigures } = deps
  const feedOf = async (c: Context<CloudEnv>): Promise<Feed> => {
    const feedId = c.req.param('feedId')
    const feed = await feedOfHub(feeds, c.var.caller)
    if (feed.feedId === feedId) return feed
    throw new Failure('not-found', `feed ${feedId} is not the present feed of this hub's company`)
  }
  const commitOf = async (c: Context<CloudEnv>) => ({
    feed: await feedOf(c),
    generation: Generation.parse(c.req.param('generation')),
    frame: FrameNumber.parse(c.req.param('frame')),
  })
  const hubOf = ({ group, hubId }: Caller) => ({ group: group.group, hubId: hubId ?? 0 })
  const gone = (c: Context<CloudEnv>, words: string) => problem(c, 410, 'gone', words)

  const routes = createRouter()
  routes
    .get('/feeds/:feedId/info', async (c) => {
      const { generation } = (await feedOf(c)).position()
      return c.json({ current_generation: generation })
    })
    .get('/feeds/:feedId/sync/:generation/:start/:end', async (c) => {
      const feed = await feedOf(c)
      const generation = Generation.parse(c.req.param('generation'))
      const start = FrameNumber.parse(c.req.param('start'))
      const end = FrameNumber.parse(c.req.param('end'))
      const answer = feed.frames(generation, start, end)
      switch (answer.kind) {
        case 'frames':
          feedFigures.sent(hubOf(c.var.caller), 'urgent', answer.frames.urgent * FRAME_BYTES)
          feedFigures.sent(hubOf(c.var.caller), 'balances', answer.frames.balances * FRAME_BYTES)
          return c.body(new Uint8Array(answer.bytes), 200, {
            'content-type': 'application/octet-stream',
          })
        case 'end':
          if (answer.generation === generation) feedFigures.hadAll(hubOf(c.var.caller))
          // The protocol's own answer; no problem body may ever carry this key.
          return c.json({ generation: answer.generation }, 400)
        case 'gone':
          return gone(
            c,
            `frame ${start} of generation ${generation} is not kept: copy the feed anew`,
          )
      }
    })
    .get('/feeds/:feedId/digest/:generation/:frame', async (c) => {
      const { feed, generation, frame } = await commitOf(c)
      const tables = feed.digest(generation, frame)
      if (!tables) {
        throw new Failure(
          'not-found',
          `frame ${frame} of generation ${generation} ends no commit that is kept`,
        )
      }
      const digest: FeedDigest = { generation, frame, tables }
      return c.json(digest)
    })
    .post('/feeds/:feedId/digest/:generation/:frame', async (c) => {
      const { feed, generation, frame } = await commitOf(c)
      const { tables } = ReplicaDiffers.parse(await c.req.json())
      const { hubId, group } = c.var.caller
      const at = { feedId: feed.feedId, generation, frame }
      c.var.log.error(
        { group: group.group, hubId, ...at, tables },
        "a hub's replica has other rows than its feed and is built anew",
      )
      await tellOfDifference(group, { hubId: hubId ?? 0, tables, at: deps.clock() })
      return c.body(null, 204)
    })
    .get('/feeds/:feedId/export/:generation', async (c) => {
      const feed = await feedOf(c)
      const generation = Generation.parse(c.req.param('generation'))
      const copy = await feed.export(generation)
      if (!copy)
        return gone(c, `generation ${generation} is not kept: ask /info for the present one`)
      const isZipped = c.req.query('encoding') === 'gzip'
      return sendFile(c, {
        path: isZipped ? copy.gzipPath : copy.path,
        onSent: (bytes) => feedFigures.sent(hubOf(c.var.caller), 'copy', bytes),
        etag: `"${feed.feedId}-${generation}${isZipped ? '-gz' : ''}"`,
        headers: {
          'kassa-sha256': copy.sha256,
          'kassa-gzip-sha256': copy.gzipSha256,
          // What the hub needs on its disk for it, unpacked.
          'kassa-bytes': String(statSync(copy.path).size),
        },
      })
    })
  return routes
}

async function feedOfHub(feeds: Feeds, { group, hubId }: Caller): Promise<Feed> {
  const companyId = hubId === null ? undefined : await companyOfHub(group.db, hubId)
  if (companyId === undefined) {
    throw new Failure(
      'forbidden',
      'Feeds are for hubs: send the token that the hub was claimed with.',
    )
  }
  return await feeds.of(group, companyId)
}

/** A broken download goes on where it stopped (`Range` with `If-Range`). */
function sendFile(
  c: Context<CloudEnv>,
  file: {
    path: string
    etag: string
    headers: Readonly<Record<string, string>>
    onSent: (bytes: number) => void
  },
): Response {
  const { size } = statSync(file.path)
  const isSame = (c.req.header('if-range') ?? file.etag) === file.etag
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(c.req.header('range') ?? '') ?? []
  const isPart = isSame && from !== ''
  const start = isPart ? Number(from) : 0
  const end = isPart && to !== '' ? Math.min(Number(to), size - 1) : size - 1
  const headers = {
    ...file.headers,
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag: file.etag,
  }
  if (start > end) {
    return c.body(null, 416, { ...headers, 'content-range': `bytes */${size}` })
  }
  const stream = createReadStream(file.path, { start, end, highWaterMark: 256 * 1024 })
  // Also of a download that broke off.
  stream.once('close', () => file.onSent(stream.bytesRead))
  return c.body(Readable.toWeb(stream) as ReadableStream, isPart ? 206 : 200, {
    ...headers,
    'content-length': String(end - start + 1),
    ...(isPart ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
  })
}
