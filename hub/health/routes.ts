import { createRoute, z } from '@hono/zod-openapi'
import { Trouble } from '#shared/contracts/trouble.ts'
import { Instant } from '#shared/contracts/units.ts'
import { createRouter, json } from '../http.ts'
import type { Shop } from '../shop.ts'
import type { Health } from './health.ts'

const HealthAnswer = z
  .object({
    selling: z.boolean(),
    version: z.string().meta({ description: 'Of the program that answers.' }),
    /** Why not; empty where it sells. */
    reason: z.string(),
    troubles: z.array(Trouble).meta({ description: 'What is wrong with the box, and what to do.' }),
    disk: z
      .object({
        level: z.enum(['ample', 'archives', 'replica', 'sales']),
        freeBytes: z.int(),
        reserve: z.enum(['held', 'released']),
      })
      .meta({
        description:
          'Room on the disk. `archives` (below 256 MiB): finished prints are no longer kept; ' +
          '`replica` (below 128): no new replica is built; `sales` (below 64): no new receipt, ' +
          'shifts can still be closed.',
      }),
    clock: z
      .object({
        now: Instant,
        source: z.enum(['wall', 'floor', 'cloud']),
        offsetMs: z.int().nullable(),
      })
      .meta({
        description:
          'The time that events get. `floor`: the wall clock is before the program was built or ' +
          'before the last event, so time goes on from there; `cloud`: the same, after the cloud ' +
          "told its time. `offsetMs`: wall clock minus the cloud's, null before it spoke.",
      }),
    wear: z
      .object({
        writtenBytes: z.int().nullable(),
        bytesPerDay: z.int().nullable(),
        card: z
          .object({
            inUseSince: Instant.nullable(),
            madeOn: z.string().nullable(),
            usedPercent: z.int().nullable(),
            spare: z.enum(['normal', 'low', 'out']).nullable(),
          })
          .nullable(),
      })
      .meta({
        description:
          'What the hub writes to its disk: since its start, and a day at the pace of the last ' +
          'one (null in the first hour), its children with it. `card`: since when its data lies there, when the ' +
          'card was made (`YYYY-MM`), how much of its rated writes is used (rounded up to ' +
          'tens; 110 = more than all) and what it has left for bad blocks, as an eMMC or SD ' +
          'card says it. Null where the system does not tell.',
      }),
  })
  .meta({ id: 'Health', description: 'May this hub sell, and if not, why not.' })

const health = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Hub'],
  summary: 'May this hub sell, and how is its box?',
  responses: { 200: json(HealthAnswer) },
})

const unknownWear = { writtenBytes: null, bytesPerDay: null }

/** Open to anyone in the store: it holds no names and no amounts. */
export function healthRoutes(deps: {
  readonly shop: Pick<Shop, 'readiness'>
  readonly health: Health
  readonly version: string
}) {
  const { disk, clock, card, wear, troubles } = deps.health
  return createRouter().openapi(health, (c) => {
    const found = troubles()
    const full = found.find(({ code }) => code === 'disk-sales')
    const ready = deps.shop.readiness()
    const selling = ready.selling && full === undefined
    const reason = ready.reason || (full === undefined ? '' : `${full.words} ${full.remedy}`)
    const time = { now: clock.now(), ...clock.state() }
    const box = {
      disk: disk.now(),
      clock: time,
      wear: { ...(wear() ?? unknownWear), card: card() },
    }
    return c.json({ selling, version: deps.version, reason, troubles: found, ...box }, 200)
  })
}
