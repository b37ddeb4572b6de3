import { createRoute, z } from '@hono/zod-openapi'
import { EdgeId, Instant, Key, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { createRouter, problems, secured } from '../http.ts'
import type { Caller } from '../keys/caller.ts'
import { listIncompleteShifts, listQuarantine } from './quarantine-store.ts'
import { readQuarantined } from './quarantined.ts'
import { repairEvent } from './repair.ts'

const QuarantinedEvent = z
  .object({
    appliedSeq: z.int(),
    companyId: Key,
    storeCode: z.string(),
    hubId: Key,
    epoch: z.int(),
    seq: z.int(),
    eventId: z.string().nullable(),
    type: z.string(),
    at: Instant,
    receiptId: z.string().nullable(),
    parkedBehind: z.int().nullable().describe('The event that it waits for; its turn then comes.'),
    reason: z.string(),
    since: Instant,
  })
  .meta({ id: 'QuarantinedEvent' })

const Fault = z.object({ field: z.string(), value: z.string().optional(), message: z.string() })
export const QuarantinedDetail = QuarantinedEvent.extend({
  correctedAt: Instant.nullable().describe(
    "When it happened by the cloud's time; null while the cloud has not met the box since it was started then.",
  ),
  envelope: z.unknown().describe('In the books since it came.'),
  payload: z.unknown().describe('As the hub sent it.'),
  faults: z
    .array(Fault)
    .describe('What this cloud finds wrong in it now; none = a repair without a payload works.'),
  waiting: z.int().describe('Events that wait for this one.'),
  repairable: z.boolean(),
  acceptable: z.boolean().describe('Its id is that of another event; it may be booked beside it.'),
  dismissable: z.boolean(),
  why: z.string().describe('Why it is not to be repaired; empty where it is.'),
  repairedAt: Instant.nullable(),
  repairedBy: z.string().nullable(),
  ended: z
    .enum(['accepted', 'dismissed'])
    .nullable()
    .describe('How it left, where it was not repaired.'),
  endedReason: z.string().nullable(),
  repair: z.unknown().describe('The payload that took its place; null = its own was applied.'),
}).meta({ id: 'QuarantinedDetail' })

const Released = z.object({
  appliedSeq: z.int(),
  type: z.string(),
  receiptId: z.string().nullable(),
})
export const RepairAnswer = z
  .object({
    appliedSeq: z.int().describe("The repair's own place in the applied log."),
    released: z.array(Released).describe('What is in the books now, in the order it was applied.'),
    refused: z
      .array(Released.extend({ reason: z.string() }))
      .describe('What waited for it and is wrong itself.'),
  })
  .meta({ id: 'RepairAnswer' })

const IncompleteShift = z
  .object({
    appliedSeq: z.int(),
    companyId: Key,
    storeCode: z.string(),
    shiftId: z.string(),
    closedAt: Instant,
    parked: z.int().describe('Receipts in quarantine when it was closed.'),
    missing: z.int().describe('Of them, still there.'),
    words: z.string(),
  })
  .meta({ id: 'IncompleteShift' })

const byCompany = PageQuery.extend({ companyId: z.coerce.number().pipe(Key).optional() })
const place = z.object({ appliedSeq: z.coerce.number().pipe(z.int().min(1)) })

const list = createRoute({
  method: 'get',
  path: '/quarantine',
  tags: ['Journal'],
  summary: 'Events whose payload stepped aside, with the reason',
  ...secured('read'),
  request: { query: byCompany },
  responses: {
    200: {
      description: 'A page, oldest first.',
      content: { 'application/json': { schema: pageOf(QuarantinedEvent) } },
    },
    ...problems(401, 403, 422),
  },
})

const one = createRoute({
  method: 'get',
  path: '/quarantine/{appliedSeq}',
  tags: ['Journal'],
  summary: 'A quarantined event: its payload, and what is wrong in it',
  ...secured('read'),
  request: { params: place },
  responses: {
    200: {
      description: 'The event, repaired or not.',
      content: { 'application/json': { schema: QuarantinedDetail } },
    },
    ...problems(401, 403, 404, 422),
  },
})

const repair = createRoute({
  method: 'post',
  path: '/quarantine/{appliedSeq}/repair',
  tags: ['Journal'],
  summary: 'Put the payload of a quarantined event right, or try it again as it is',
  description:
    'With a `payload` it takes the place of the one that the hub sent, and must keep the same ' +
    'contract; without, the own one is tried again, as after an upgrade or a change of master data. ' +
    'What waited for the event follows in its order, in the same transaction. ' +
    'The same `id` again has the same answer.',
  ...secured('admin'),
  request: {
    params: place,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({
            id: EdgeId,
            payload: z
              .record(z.string(), z.unknown())
              .optional()
              .describe('Absent = try the own one again.'),
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'It is in the books.',
      content: { 'application/json': { schema: RepairAnswer } },
    },
    ...problems(401, 403, 404, 409, 422),
  },
})

const settling = (how: 'accept' | 'dismiss', summary: string, description: string) =>
  createRoute({
    method: 'post',
    path: `/quarantine/{appliedSeq}/${how}`,
    tags: ['Journal'],
    summary,
    description: `${description} The same \`id\` again has the same answer.`,
    ...secured('admin'),
    request: {
      params: place,
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.object({ id: EdgeId, reason: z.string().trim().min(1).max(200) }),
          },
        },
      },
    },
    responses: {
      200: {
        description: 'It has left the quarantine.',
        content: { 'application/json': { schema: RepairAnswer } },
      },
      ...problems(401, 403, 404, 409, 422),
    },
  })

const accept = settling(
  'accept',
  'Book an event whose id another one took, beside that one',
  'Only where its id, or that of its receipt, is its only fault. Where its receipt id is taken, its receipt is found under the id of its event.',
)
const dismiss = settling(
  'dismiss',
  'Leave a quarantined event as it is, for a reason',
  'What its envelope did stands: its money stays unexplained. What waited for it follows in its order.',
)

const incompleteShifts = createRoute({
  method: 'get',
  path: '/incomplete-shifts',
  tags: ['Journal'],
  summary: 'Closed shifts whose sums lack receipts that are in quarantine',
  ...secured('read'),
  request: { query: byCompany },
  responses: {
    200: {
      description: 'A page, oldest first.',
      content: { 'application/json': { schema: pageOf(IncompleteShift) } },
    },
    ...problems(401, 403, 422),
  },
})

interface About {
  readonly appliedSeq: number
  readonly id: string
  readonly reason: string
}

export function createQuarantineRoutes({ clock }: { readonly clock: () => number }) {
  const settle = async ({ group, keyId }: Caller, how: 'accepted' | 'dismissed', about: About) => {
    const wish = { ...about, how, payload: undefined, at: clock(), by: keyId }
    const { appliedSeq, released, refused } = await repairEvent(group, wish)
    return { appliedSeq, released: [...released], refused: [...refused] }
  }
  return createRouter()
    .openapi(list, async (c) => {
      const { after, limit, companyId } = c.req.valid('query')
      const page = { companyId, after: Number(after ?? 0) || 0, limit: limit + 1 }
      const rows = await listQuarantine(c.var.caller.group.db, page)
      const items = rows.slice(0, limit)
      const next = rows.length > limit ? String(items.at(-1)?.appliedSeq) : null
      return c.json({ items, next }, 200)
    })
    .openapi(one, async (c) => {
      const { appliedSeq } = c.req.valid('param')
      return c.json(await readQuarantined(c.var.caller.group, appliedSeq), 200)
    })
    .openapi(repair, async (c) => {
      const { group, keyId } = c.var.caller
      const { id, payload } = c.req.valid('json')
      const about = { at: clock(), by: keyId, how: 'repaired', reason: '' } as const
      const wish = { ...c.req.valid('param'), id, payload, ...about }
      const { appliedSeq, released, refused } = await repairEvent(group, wish)
      return c.json({ appliedSeq, released: [...released], refused: [...refused] }, 200)
    })
    .openapi(accept, async (c) => {
      const about = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(await settle(c.var.caller, 'accepted', about), 200)
    })
    .openapi(dismiss, async (c) => {
      const about = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(await settle(c.var.caller, 'dismissed', about), 200)
    })
    .openapi(incompleteShifts, async (c) => {
      const { after, limit, companyId } = c.req.valid('query')
      const page = { companyId, after: Number(after ?? 0) || 0, limit: limit + 1 }
      const rows = await listIncompleteShifts(c.var.caller.group.db, page)
      const items = rows.slice(0, limit).map((row) => ({
        ...row,
        words: `incomplete: ${row.missing} ${row.missing === 1 ? 'receipt' : 'receipts'} parked`,
      }))
      const next = rows.length > limit ? String(items.at(-1)?.appliedSeq) : null
      return c.json({ items, next }, 200)
    })
}
