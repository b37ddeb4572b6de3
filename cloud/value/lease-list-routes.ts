import { createRoute, z } from '@hono/zod-openapi'
import { Instant, Key, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { accountKinds } from '#shared/value/account.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { inCompany, json } from '../masterdata/route-parts.ts'
import { leaseCounts, openLeases } from './lease-list.ts'

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

export function createLeaseListRoutes({ clock }: { readonly clock: () => number }) {
  return createRouter()
    .openapi(counts, async (c) => {
      const { group } = c.var.caller
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      return c.json({ items: leaseCounts(group.readHot(), id) }, 200)
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
