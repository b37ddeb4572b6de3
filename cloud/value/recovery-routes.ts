import { createRoute, z } from '@hono/zod-openapi'
import { Key } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter, problems, secured } from '../http.ts'
import { overrideHub, readRecovery } from './recovery-store.ts'

const tags = ['Stored value']

const RecoveringHub = z.object({ hubId: Key, storeCode: z.string(), storeName: z.string() })
const Recovery = z
  .object({
    recovering: z.boolean().describe('Nothing is taken out of accounts in the cloud until then.'),
    waitingFor: z.array(RecoveringHub),
    overridden: z.array(RecoveringHub).describe('Hubs that HQ gave up waiting for.'),
  })
  .meta({ id: 'ValueRecovery' })

const state = createRoute({
  method: 'get',
  path: '/value-recovery',
  tags,
  summary: 'Which hubs books that were restored from a backup wait for',
  ...secured('read'),
  responses: {
    200: { description: 'Now.', content: { 'application/json': { schema: Recovery } } },
    ...problems(401, 403),
  },
})

const override = createRoute({
  method: 'post',
  path: '/value-recovery/override',
  tags,
  summary: 'Wait for a hub no longer: what it holds unheard may be promised twice',
  ...secured('admin'),
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.object({ hubId: Key }) } },
    },
  },
  responses: {
    200: { description: 'Now.', content: { 'application/json': { schema: Recovery } } },
    ...problems(401, 403, 404, 422),
  },
})

export function createRecoveryRoutes() {
  return createRouter()
    .openapi(state, (c) => c.json(recoveryOf(c.var.caller.group), 200))
    .openapi(override, async (c) => {
      const { hubId } = c.req.valid('json')
      const { group } = c.var.caller
      await group.writeHot((hot) => {
        if (overrideHub(hot, hubId)) return
        if (readRecovery(hot).overridden.includes(hubId)) return
        throw new Failure('not-found', `The books do not wait for hub ${hubId}.`)
      })
      return c.json(recoveryOf(group), 200)
    })
}

function recoveryOf(group: GroupDatabase): z.infer<typeof Recovery> {
  const hot = group.readHot()
  const { waitingFor, overridden } = readRecovery(hot)
  const named = (hubId: number) => {
    const [code, name] = hot.prepare(storeSql).get(hubId) ?? []
    return { hubId, storeCode: String(code), storeName: String(name) }
  }
  return {
    recovering: waitingFor.length > 0,
    waitingFor: waitingFor.map(named),
    overridden: overridden.map(named),
  }
}

const storeSql = 'SELECT s.code, s.name FROM hub h JOIN store s ON s.id = h.store_id WHERE h.id = ?'
