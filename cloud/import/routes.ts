import { createRoute, z } from '@hono/zod-openapi'
import { Code } from '#shared/contracts/units.ts'
import { createRouter, problems, secured } from '../http.ts'
import { describeColumns, importKinds } from './columns.ts'
import { createImportQueue } from './queue.ts'
import { ImportReport } from './report.ts'

/** The longest file; a larger one is sent in parts. */
export const importBytesMax = 32 * 1024 * 1024

const fileFormats = importKinds
  .map((kind) => `### \`${kind}\`\n${describeColumns(kind)}`)
  .join('\n\n')

const importFile = createRoute({
  method: 'post',
  path: '/import/{kind}',
  tags: ['Import'],
  summary: 'Load a CSV file',
  description: `A CSV file (RFC 4180, separated by commas, semicolons or tabs; UTF-8 with or without
byte order mark, or Windows-1251) whose first line names the columns. Good lines are loaded, the
others reported with line, column, value and reason. A column that the file lacks leaves that field
as it is. The same file sent twice changes nothing.\n\n${fileFormats}`,
  ...secured('import'),
  request: {
    params: z.object({ kind: z.enum(importKinds) }),
    query: z.object({ company: Code }),
    body: {
      required: true,
      content: { 'text/csv': { schema: z.string().meta({ description: 'At most 32 MiB.' }) } },
    },
  },
  responses: {
    200: {
      description: 'What became of each line.',
      content: { 'application/json': { schema: ImportReport } },
    },
    ...problems(401, 403, 404, 413, 422, 503),
  },
})

export function createImportRoutes({ clock }: { readonly clock: () => number }) {
  const queue = createImportQueue()
  return createRouter().openapi(importFile, async (c) => {
    const { kind } = c.req.valid('param')
    const { company } = c.req.valid('query')
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const { group, keyId: by } = c.var.caller
    const given = { at: clock(), by }
    return c.json(await queue(group, { kind, company, bytes, given }), 200)
  })
}
