import { createRoute, z } from '@hono/zod-openapi'
import { BusinessDay, Instant, Key, Money, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { accountKinds } from '#shared/value/account.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { inCompany, json } from '../masterdata/route-parts.ts'
import { leaseCounts, openLeases } from './lease-list.ts'
import { offlineCoverage } from './offline-tries.ts'
import { waitingLeases } from './waiting-leases.ts'

const tags = ['Stored value']
/** Added up at most; a hub that holds more is shown page by page. */
const summedMax = 2000

const Lease = z
  .object({
    id: z.string(),
    hubId: Key,
    account: z.string(),
    programme: z.string(),
    programmeName: z.string(),
    kind: z.enum(accountKinds),
    companyId: Key.nullable(),
    memberCode: z.string().nullable(),
    memberName: z.string().nullable(),
    state: z.enum(['open', 'recalled', 'void', 'forfeited']),
    granted: z.int(),
    spent: z.int(),
    left: z.int().describe('What the hub can still give, as far as it has told.'),
    endsAt: Instant,
    forfeitFrom: Instant.describe('From then on HQ may declare it lost.'),
    faceValue: Money.nullable().describe('Of a coupon that has one.'),
  })
  .meta({ id: 'OpenLease' })
const OfHub = z
  .object({
    hubId: Key,
    hubName: z.string(),
    storeCode: z.string(),
    storeName: z.string(),
    lastSeenAt: Instant.nullable(),
    open: z.int(),
  })
  .meta({ id: 'LeasesOfHub' })
const Exposed = z
  .object({
    summed: z.int().describe('Leases that are added up here: the oldest 2,000.'),
    kinds: z.array(
      z.object({
        kind: z.enum(accountKinds),
        leases: z.int(),
        left: z.int().describe('What the hub can still give, also unheard.'),
        ended: z.int().describe('Of it in leases that ended without a word.'),
        forfeited: z.int().describe('Escrow of leases that were declared lost.'),
      }),
    ),
  })
  .meta({ id: 'LeaseExposure' })

const counts = createRoute({
  method: 'get',
  path: '/companies/{company}/leases',
  tags,
  summary: 'How many leases each hub of a company holds',
  ...secured('read'),
  request: { params: inCompany },
  responses: {
    200: json(z.object({ items: z.array(OfHub) }), 'By store.'),
    ...problems(401, 403, 404),
  },
})
const ofHub = z.object({ hub: z.coerce.number().pipe(Key) })
const list = createRoute({
  method: 'get',
  path: '/hubs/{hub}/leases',
  tags,
  summary: 'Leases that a hub holds, as they were granted',
  ...secured('read'),
  request: { params: ofHub, query: PageQuery },
  responses: { 200: json(pageOf(Lease), 'A page.'), ...problems(401, 403, 422) },
})
const exposure = createRoute({
  method: 'get',
  path: '/hubs/{hub}/lease-exposure',
  tags,
  summary: 'What a hub that is not heard can still give',
  ...secured('read'),
  request: { params: ofHub },
  responses: { 200: json(Exposed, 'By kind of value.'), ...problems(401, 403, 422) },
})

const Waiting = z
  .object({
    hubId: Key,
    hubName: z.string(),
    storeCode: z.string(),
    storeName: z.string(),
    revoked: z.boolean().describe('Else an earlier disk of this hub held them.'),
    programme: z.string().describe('Its code.'),
    programmeName: z.string(),
    kind: z.enum(accountKinds),
    companyId: Key.nullable(),
    leases: z.int(),
    left: z.int(),
    faceValue: Money.nullable().describe('Of its coupons; null: none has one.'),
    ready: z.int().describe('Leases that HQ may forfeit now.'),
    readyFrom: Instant.nullable().describe('Of the next one that is not; null: all are.'),
  })
  .meta({ id: 'WaitingLeases' })
const waiting = createRoute({
  method: 'get',
  path: '/companies/{company}/leases/waiting',
  tags,
  summary: 'What boxes that are gone still held: it waits until HQ forfeits it',
  description:
    'Leases of ended epochs and of revoked hubs, the oldest 2,000 of each hub. Forfeit one with `POST /v1/leases/{id}/forfeit` once it ended.',
  ...secured('read'),
  request: { params: inCompany },
  responses: {
    200: json(z.object({ items: z.array(Waiting) }), 'By store, hub and programme.'),
    ...problems(401, 403, 404),
  },
})

const CoverageQuery = z.object({
  from: BusinessDay.optional().describe('Without it: the last 30 days.'),
  to: BusinessDay.optional(),
})
const Coverage = z
  .object({
    storeCode: z.string(),
    storeName: z.string(),
    programme: z.string().describe('Its code.'),
    tried: z.int(),
    paid: z.int(),
    refused: z
      .array(z.object({ reason: z.string().describe("The till's hindrance."), tries: z.int() }))
      .describe('The most frequent first.'),
  })
  .meta({ id: 'LeaseCoverage' })
const coverage = createRoute({
  method: 'get',
  path: '/companies/{company}/leases/coverage',
  tags,
  summary:
    'Of the payments in value that stores without internet were asked for, how many they served',
  ...secured('read'),
  request: { params: inCompany, query: CoverageQuery },
  responses: {
    200: json(
      z.object({ from: BusinessDay, to: BusinessDay.nullable(), items: z.array(Coverage) }),
      'By store and programme, as far as hubs have told.',
    ),
    ...problems(401, 403, 404, 422),
  },
})
const coverageDays = 30
const dayMs = 86_400_000

export function createLeaseListRoutes({ clock }: { readonly clock: () => number }) {
  return createRouter()
    .openapi(counts, async (c) => {
      const { group } = c.var.caller
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      return c.json({ items: leaseCounts(group.readHot(), id) }, 200)
    })
    .openapi(waiting, async (c) => {
      const { group } = c.var.caller
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      const found = waitingLeases(group.readHot(), id, clock())
      return c.json({ items: found.map((one) => Waiting.parse(one)) }, 200)
    })
    .openapi(coverage, async (c) => {
      const { group } = c.var.caller
      const { id: companyId } = await findCompany(group.db, c.req.valid('param').company)
      const { to = null, ...asked } = c.req.valid('query')
      const first = new Date(clock() - coverageDays * dayMs).toISOString().slice(0, 10)
      const from = asked.from ?? first
      const wish = { companyId, from, to: to ?? '9999-12-31' }
      const items = offlineCoverage(group.readHot(), wish)
      const told = items.map((item) => Coverage.parse(item))
      return c.json({ from, to, items: told }, 200)
    })
    .openapi(list, (c) => {
      const { after, limit } = c.req.valid('query')
      const page = { hubId: c.req.valid('param').hub, after: Number(after ?? 0) || 0, limit }
      const { leases, next } = openLeases(c.var.caller.group.readHot(), page)
      const items = leases.map((lease) => Lease.parse(lease))
      return c.json({ items, next: next === null ? null : String(next) }, 200)
    })
    .openapi(exposure, (c) => {
      const hubId = c.req.valid('param').hub
      const page = { hubId, after: 0, limit: summedMax }
      const { leases } = openLeases(c.var.caller.group.readHot(), page)
      const now = clock()
      const kinds = accountKinds.flatMap((kind) => {
        const ours = leases.filter((lease) => lease.kind === kind)
        if (ours.length === 0) return []
        const open = ours.filter(({ state }) => state !== 'forfeited')
        const total = (some: typeof ours) => some.reduce((sum, { left }) => sum + left, 0)
        const ended = total(open.filter(({ endsAt }) => endsAt <= now))
        const forfeited = total(ours) - total(open)
        return { kind, leases: ours.length, left: total(open), ended, forfeited }
      })
      return c.json({ summed: leases.length, kinds }, 200)
    })
}
