import { createRoute, z } from '@hono/zod-openapi'
import { PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createRouter, problems, secured } from '../http.ts'
import { scopes } from './caller.ts'
import { formatKey, newKey } from './key-text.ts'
import { forgetKnownKeys } from './known-keys.ts'
import { insertKey, listKeys, revokeKey } from './store.ts'

const KeyScope = z.enum(scopes)
const NewKeyRequest = z
  .object({
    name: z.string().min(1).max(60),
    scopes: z.array(KeyScope.exclude(['hub'])).min(1),
  })
  .meta({ id: 'NewKeyRequest' })
const NewKeyAnswer = z
  .object({ id: z.string(), key: z.string().describe('Shown this once; only its hash is kept.') })
  .meta({ id: 'NewKeyAnswer' })
const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(KeyScope),
    hubId: z.int().nullable(),
    createdAt: z.int(),
    revokedAt: z.int().nullable(),
  })
  .meta({ id: 'ApiKey' })

const create = createRoute({
  method: 'post',
  path: '/keys',
  tags: ['Keys'],
  summary: 'Make a key',
  ...secured('admin'),
  request: {
    body: { required: true, content: { 'application/json': { schema: NewKeyRequest } } },
  },
  responses: {
    201: { description: 'Made.', content: { 'application/json': { schema: NewKeyAnswer } } },
    ...problems(401, 403, 422),
  },
})

const list = createRoute({
  method: 'get',
  path: '/keys',
  tags: ['Keys'],
  summary: 'List the keys, without their secrets',
  ...secured('admin'),
  request: { query: PageQuery },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(ApiKey) } } },
    ...problems(401, 403, 422),
  },
})

const revoke = createRoute({
  method: 'delete',
  path: '/keys/{id}',
  tags: ['Keys'],
  summary: 'Revoke a key; it is refused from the next request on',
  ...secured('admin'),
  request: { params: z.object({ id: z.string().max(40) }) },
  responses: { 204: { description: 'Revoked.' }, ...problems(401, 403, 404, 409) },
})

export function createKeyRoutes({ clock }: { readonly clock: () => number }) {
  return createRouter()
    .openapi(create, async (c) => {
      const { group } = c.var.caller
      const request = c.req.valid('json')
      const parts = newKey(group.group)
      await group.write((tx) => insertKey(tx, { ...request, parts, at: clock() }))
      return c.json({ id: parts.keyId, key: formatKey(parts) }, 201)
    })
    .openapi(list, async (c) => {
      const { after = '', limit } = c.req.valid('query')
      const rows = await listKeys(c.var.caller.group.db, after, limit + 1)
      const items = rows.slice(0, limit).map((row) => ApiKey.parse(row))
      const next = rows.length > limit ? (items.at(-1)?.id ?? null) : null
      return c.json({ items, next }, 200)
    })
    .openapi(revoke, async (c) => {
      const { id } = c.req.valid('param')
      const { group, keyId } = c.var.caller
      if (id === keyId) {
        throw new Failure('conflict', `Key ${id} is the one you use; revoke it with another key.`)
      }
      if (!(await group.write((tx) => revokeKey(tx, id, clock())))) {
        throw new Failure('not-found', `Key ${id} not found.`)
      }
      forgetKnownKeys(group)
      return c.body(null, 204)
    })
}
