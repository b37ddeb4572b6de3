import { createRoute, z } from '@hono/zod-openapi'
import { Key } from '#shared/contracts/units.ts'
import { problems, secured } from '../http.ts'

/** HQ says why, and reads it in the account's movements. */
export const Reason = z.string().min(1).max(200)
export const ofBooks = {
  companyId: Key.optional().describe('Whose books, where the programme is of the whole group.'),
}

/** A command of HQ under the id that its client made (`giveOrder`). */
export const orderRoute = <
  Path extends string,
  Params extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>({
  path,
  summary,
  params,
  body,
  answer,
}: {
  readonly path: Path
  readonly summary: string
  readonly params: Params
  readonly body: Body
  readonly answer: Answer
}) =>
  createRoute({
    method: 'post',
    path,
    tags: ['Stored value'],
    summary,
    description: 'The same id with the same content again is answered the same.',
    ...secured('admin'),
    request: {
      params,
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema: answer } } },
      ...problems(401, 403, 404, 409, 422, 503),
    },
  })
