import { createRoute, z } from '@hono/zod-openapi'
import { Instant, Key, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { alarmKinds } from '#shared/value/ledger.ts'
import { createRouter, problems, secured } from '../http.ts'
import { listAlarms } from './store.ts'

const AlarmRow = z
  .object({
    id: z.int(),
    kind: z.enum(alarmKinds),
    subject: z.string().describe('Of whom or what, e.g. `hub:7`.'),
    words: z.string(),
    companyId: Key,
    storeCode: z.string(),
    hubId: Key,
    times: z.int().describe('How often it was raised.'),
    firstAt: Instant,
    lastAt: Instant,
  })
  .meta({ id: 'Alarm' })

const list = createRoute({
  method: 'get',
  path: '/alarms',
  tags: ['Hubs'],
  summary: 'What HQ must look at, newest first',
  ...secured('read'),
  request: { query: PageQuery.extend({ companyId: z.coerce.number().pipe(Key).optional() }) },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(AlarmRow) } } },
    ...problems(401, 403, 422),
  },
})

export function createAlarmRoutes() {
  return createRouter().openapi(list, async (c) => {
    const { after, limit, companyId } = c.req.valid('query')
    const before = Number(after ?? 0) || Number.MAX_SAFE_INTEGER
    const rows = await listAlarms(c.var.caller.group.db, { companyId, before, limit: limit + 1 })
    const items = rows.slice(0, limit).map(({ alarm, storeCode }) => ({ ...alarm, storeCode }))
    return c.json({ items, next: rows.length > limit ? String(items.at(-1)?.id) : null }, 200)
  })
}
