import { createRoute } from '@hono/zod-openapi'
import { Weighed } from '#shared/contracts/till.ts'
import type { Counter } from '../counter.ts'
import { createRouter, json, problems } from '../http.ts'

const weigh = createRoute({
  method: 'post',
  path: '/weigh',
  tags: ['Devices'],
  summary: "A stable weight of this till's scale; 503 says why there is none (`scale`)",
  security: [{ tillToken: [] }],
  responses: { 200: json(Weighed), ...problems(401, 404, 503) },
})

export function weighRoutes(counter: Pick<Counter, 'weigh'>) {
  return createRouter().openapi(weigh, async (c) => {
    const weight = await counter.weigh(c.get('till').code)
    return c.json({ weight }, 200)
  })
}
