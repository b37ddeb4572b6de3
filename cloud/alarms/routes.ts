import { createRoute, z } from '@hono/zod-openapi'
import { Instant, Key, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { alarmKinds } from '#shared/value/ledger.ts'
import { type DiskState, wordsOf } from '../disk/disk.ts'
import type { Disks } from '../disk/disks.ts'
import { createRouter, problems, secured } from '../http.ts'
import { listAlarms } from './store.ts'

const AlarmRow = z
  .object({
    id: z.int().describe('0 = not of a hub, and so only as long as it is listed.'),
    kind: z.enum([...alarmKinds, 'cloud-disk']),
    subject: z.string().describe('Of whom or what, e.g. `hub:7`.'),
    words: z.string(),
    companyId: Key.nullable(),
    storeCode: z.string(),
    hubId: Key.nullable(),
    times: z.int().describe('How often it was raised.'),
    firstAt: Instant,
    lastAt: Instant,
    open: z.int().describe('Of one that has an end: so many things that raised it last.'),
    endedAt: Instant.nullable().describe('When the last of them ended.'),
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

interface AlarmDeps {
  readonly disks: Pick<Disks, 'of'>
  readonly clock: () => number
}

export function createAlarmRoutes({ disks, clock }: AlarmDeps) {
  return createRouter().openapi(list, async (c) => {
    const { after, limit, companyId } = c.req.valid('query')
    const before = Number(after ?? 0) || Number.MAX_SAFE_INTEGER
    const rows = await listAlarms(c.var.caller.group.db, { companyId, before, limit: limit + 1 })
    const items = rows.slice(0, limit).map(({ alarm, storeCode }) => ({ ...alarm, storeCode }))
    const next = rows.length > limit ? String(items.at(-1)?.id) : null
    const own = after === undefined ? diskAlarms(disks.of(c.var.caller.group), clock()) : []
    return c.json({ items: [...own, ...items], next }, 200)
  })
}

/** Not stored: a disk that is full takes no row, and what was freed is no alarm any more. */
function diskAlarms({ level, freeBytes, since }: DiskState, now: number) {
  if (level === 'ample') return []
  const { words, remedy } = wordsOf(level, freeBytes)
  return [
    {
      id: 0,
      kind: 'cloud-disk' as const,
      subject: 'cloud',
      words: `${words} ${remedy}`,
      companyId: null,
      storeCode: '',
      hubId: null,
      times: 1,
      firstAt: since ?? now,
      lastAt: now,
      open: 1,
      endedAt: null,
    },
  ]
}
