import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createRoute, z } from '@hono/zod-openapi'
import { Instant } from '#shared/contracts/units.ts'
import { createRouter, problems, secured } from '../http.ts'
import { GroupBackup } from './backup-group.ts'
import type { Backups } from './backups.ts'

const Listed = z
  .object({ name: z.string(), bytes: z.int(), at: Instant })
  .meta({ id: 'ListedBackup' })
const file = z.string().meta({ format: 'binary' })

const make = createRoute({
  method: 'post',
  path: '/backups',
  tags: ['Backups'],
  summary: "Copy the group's database while pushes go on, and verify the copy",
  description: 'The newest seven are kept. 409: one is being made, or the database is elsewhere.',
  ...secured('admin'),
  responses: {
    201: { description: 'Made.', content: { 'application/json': { schema: GroupBackup } } },
    ...problems(401, 403, 409, 503),
  },
})
const list = createRoute({
  method: 'get',
  path: '/backups',
  tags: ['Backups'],
  summary: "The group's backups on this machine, newest first",
  ...secured('admin'),
  responses: {
    200: {
      description: 'All.',
      content: { 'application/json': { schema: z.array(Listed) } },
    },
    ...problems(401, 403),
  },
})
const one = createRoute({
  method: 'get',
  path: '/backups/{name}',
  tags: ['Backups'],
  summary: "Download a backup; it is the group's books and members, keep it as safe",
  ...secured('admin'),
  request: { params: z.object({ name: z.string().max(80) }) },
  responses: {
    200: { description: 'The file.', content: { 'application/vnd.sqlite3': { schema: file } } },
    ...problems(401, 403, 404),
  },
})

export function createBackupRoutes({ backups }: { readonly backups: Backups }) {
  return createRouter()
    .openapi(make, async (c) => c.json(await backups.make(c.var.caller.group), 201))
    .openapi(list, (c) => c.json(backups.list(c.var.caller.group), 200))
    .openapi(one, (c) => {
      const path = backups.path(c.var.caller.group, c.req.valid('param').name)
      c.header('content-type', 'application/vnd.sqlite3')
      return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream)
    })
}
