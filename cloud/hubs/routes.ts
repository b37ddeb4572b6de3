import { createRoute, z } from '@hono/zod-openapi'
import { BoxStatus, HubProfile } from '#shared/contracts/sync.ts'
import { Instant, Key, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import type { Feeds } from '../feed/feeds.ts'
import type { FeedFigures } from '../feed/figures.ts'
import { FeedTraffic } from '../feed/traffic.ts'
import { createRouter, problems, secured } from '../http.ts'
import { forgetKnownKeys } from '../keys/known-keys.ts'
import { hubProfile, makeClaimCode } from './claim.ts'
import type { FeedIds } from './feeds.ts'
import type { HubHealth, HubStream } from './hub-stream.ts'
import { resumeHub, revokeHub } from './state.ts'
import { listHubs } from './store.ts'

const ClaimCode = z.object({ code: z.string(), expiresAt: Instant }).meta({ id: 'ClaimCode' })

const HubFeed = FeedTraffic.extend({
  lagFrames: z.int().nullable().describe('Frames it lacks; null = not known, or too far behind.'),
  syncedAt: Instant.nullable().describe('It last had everything.'),
  balancesBudget: z.int().nullable().describe('Bytes of balances that it may load a day.'),
  balancesWindowMs: z.int().nullable().describe('Pause between balances that is in force now.'),
}).meta({
  id: 'HubFeed',
  description: "The hub's copy of its company's feed; sums and delays of the last 24 hours.",
})

export const HubSummary = z
  .object({
    id: Key,
    name: z.string(),
    companyId: Key,
    storeId: Key,
    storeCode: z.string(),
    storeName: z.string(),
    state: z.enum(['active', 'stopped', 'revoked']),
    stateReason: z.string(),
    epoch: z.int(),
    cloudSeq: z.int().describe('Last event of the hub that is in the books.'),
    claimedAt: Instant,
    online: z.boolean().describe('Its WebSocket is open now.'),
    seenAt: Instant.nullable(),
    status: BoxStatus.nullable().describe('What the hub last said of itself.'),
    feed: HubFeed,
  })
  .meta({ id: 'HubSummary' })

const makeCode = createRoute({
  method: 'post',
  path: '/hubs/codes',
  tags: ['Hubs'],
  summary: 'Make a one-time code (15 minutes) that makes a box the hub of a store',
  ...secured('admin'),
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.object({ storeId: Key }) } },
    },
  },
  responses: {
    201: { description: 'Made.', content: { 'application/json': { schema: ClaimCode } } },
    ...problems(401, 403, 404, 422),
  },
})

const ownProfile = createRoute({
  method: 'get',
  path: '/hub',
  tags: ['Hubs'],
  summary: 'What the calling hub must know of itself',
  ...secured('hub'),
  responses: {
    200: { description: 'Its profile.', content: { 'application/json': { schema: HubProfile } } },
    ...problems(401, 403),
  },
})

const list = createRoute({
  method: 'get',
  path: '/hubs',
  tags: ['Hubs'],
  summary: 'Hubs with their health',
  ...secured('read'),
  request: { query: PageQuery.extend({ companyId: z.coerce.number().pipe(Key).optional() }) },
  responses: {
    200: {
      description: 'A page.',
      content: { 'application/json': { schema: pageOf(HubSummary) } },
    },
    ...problems(401, 403, 422),
  },
})

const HubId = z.object({ id: z.coerce.number().pipe(Key) })
const one = createRoute({
  method: 'get',
  path: '/hubs/{id}',
  tags: ['Hubs'],
  summary: 'A hub with its health',
  ...secured('read'),
  request: { params: HubId },
  responses: {
    200: { description: 'The hub.', content: { 'application/json': { schema: HubSummary } } },
    ...problems(401, 403, 404),
  },
})
const revoke = createRoute({
  method: 'post',
  path: '/hubs/{id}/revoke',
  tags: ['Hubs'],
  summary: 'Revoke a hub: its token is refused from now on',
  ...secured('admin'),
  request: { params: HubId },
  responses: { 204: { description: 'Revoked.' }, ...problems(401, 403, 404) },
})
const resume = createRoute({
  method: 'post',
  path: '/hubs/{id}/resume',
  tags: ['Hubs'],
  summary: 'Take events again from a hub that was stopped by an invalid envelope',
  ...secured('admin'),
  request: { params: HubId },
  responses: { 204: { description: 'Active.' }, ...problems(401, 403, 404, 409) },
})

export interface HubRoutesDeps {
  readonly feeds: FeedIds & Pick<Feeds, 'stateOf'>
  readonly clock: () => number
  readonly hubStream: HubStream
  readonly feedFigures: Pick<FeedFigures, 'of'>
}

export function createHubRoutes(deps: HubRoutesDeps) {
  const { hubStream, clock } = deps
  return createRouter()
    .openapi(makeCode, async (c) => {
      const { storeId } = c.req.valid('json')
      return c.json(await makeClaimCode(c.var.caller.group, { storeId, at: clock() }), 201)
    })
    .openapi(ownProfile, async (c) => {
      const { group, hubId } = c.var.caller
      if (hubId === null) throw new Failure('forbidden', 'Only a hub has a hub profile.')
      return c.json(await hubProfile(deps, group, hubId), 200)
    })
    .openapi(list, async (c) => {
      const { after, limit, companyId } = c.req.valid('query')
      const { group } = c.var.caller
      const page = { after: Number(after ?? 0) || 0, limit: limit + 1, companyId }
      const rows = await listHubs(group.db, page)
      const items = rows.slice(0, limit).map((row) => summaryOf(deps, group, row))
      return c.json({ items, next: rows.length > limit ? String(items.at(-1)?.id) : null }, 200)
    })
    .openapi(one, async (c) => {
      const { id } = c.req.valid('param')
      const { group } = c.var.caller
      const page = { after: id - 1, limit: 1, companyId: undefined }
      const [row] = await listHubs(group.db, page)
      if (row?.hub.id !== id) throw new Failure('not-found', `Hub ${id} not found.`)
      return c.json(summaryOf(deps, group, row), 200)
    })
    .openapi(revoke, async (c) => {
      const { id } = c.req.valid('param')
      const { group, keyId } = c.var.caller
      await group.writeHot((hot) => revokeHub(hot, id, { at: clock(), by: keyId }))
      forgetKnownKeys(group)
      hubStream.drop({ group: group.group, hubId: id }, 'revoked')
      return c.body(null, 204)
    })
    .openapi(resume, async (c) => {
      const { id } = c.req.valid('param')
      await c.var.caller.group.writeHot((hot) => resumeHub(hot, id, clock()))
      return c.body(null, 204)
    })
}

type HubRow = Awaited<ReturnType<typeof listHubs>>[number]

function summaryOf(
  { feeds, feedFigures, hubStream }: HubRoutesDeps,
  { group }: GroupDatabase,
  { hub, cloudSeq, ...store }: HubRow,
): z.infer<typeof HubSummary> {
  const health = known(hubStream.healthOf({ group, hubId: hub.id }), hub)
  const state = feeds.stateOf({ group, companyId: hub.companyId })
  const position = health.status?.replica
  return {
    ...store,
    id: hub.id,
    name: hub.name,
    companyId: hub.companyId,
    storeId: hub.storeId,
    state: hub.state,
    stateReason: hub.stateReason,
    epoch: hub.epoch,
    cloudSeq: cloudSeq ?? 0,
    claimedAt: hub.claimedAt,
    ...health,
    feed: {
      ...feedFigures.of({ group, hubId: hub.id }),
      lagFrames: (position && state?.lag(position)) ?? null,
      balancesBudget: state?.bytesPerHubAndDay ?? null,
      balancesWindowMs: state === undefined ? null : Math.round(state.balancesWindowMs),
    },
  }
}

/** Memory knows better than the database, which is up to a minute old. */
function known(
  health: HubHealth,
  row: { readonly lastSeenAt: number | null; readonly lastStatus: string | null },
): HubHealth {
  if (health.status !== null) return health
  const status =
    row.lastStatus === null ? null : BoxStatus.safeParse(JSON.parse(row.lastStatus)).data
  return { ...health, seenAt: health.seenAt ?? row.lastSeenAt, status: status ?? null }
}
