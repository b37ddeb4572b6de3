import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createRoute, z } from '@hono/zod-openapi'
import { Instant } from '#shared/contracts/units.ts'
import { createRouter, json, problems } from '../http.ts'
import { Backup } from './backup-journal.ts'
import type { Backups } from './backups.ts'

const security = [{ adminToken: [] }]
const Listed = z
  .object({ name: z.string(), bytes: z.int(), at: Instant })
  .meta({ id: 'ListedBackup' })
const file = z.string().meta({ format: 'binary' })

const make = createRoute({
  method: 'post',
  path: '/backups',
  tags: ['Hub'],
  summary: 'Copy the journal while the hub sells, and verify the copy; the newest three are kept',
  security,
  responses: { 201: json(Backup), ...problems(401, 409, 503) },
})
const list = createRoute({
  method: 'get',
  path: '/backups',
  tags: ['Hub'],
  summary: 'Backups of the journal on this box, newest first',
  security,
  responses: { 200: json(z.array(Listed)), ...problems(401) },
})
const one = createRoute({
  method: 'get',
  path: '/backups/{name}',
  tags: ['Hub'],
  summary: "Download a backup; it holds the hub's token, keep it as safe as the hub",
  security,
  request: { params: z.object({ name: z.string().max(80) }) },
  responses: {
    200: { description: 'The file.', content: { 'application/vnd.sqlite3': { schema: file } } },
    ...problems(401, 404),
  },
})

/** For the technician and HQ: under the admin token. */
export function backupRoutes(backups: Backups) {
  return createRouter()
    .openapi(make, async (c) => c.json(await backups.make(), 201))
    .openapi(list, (c) => c.json(backups.list(), 200))
    .openapi(one, (c) => {
      const stream = createReadStream(backups.path(c.req.valid('param').name))
      c.header('content-type', 'application/vnd.sqlite3')
      return c.body(Readable.toWeb(stream) as ReadableStream)
    })
}
