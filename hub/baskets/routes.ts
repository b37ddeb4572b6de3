import { createRoute, z } from '@hono/zod-openapi'
import { ParkBasket, ParkedBasket } from '#shared/contracts/till.ts'
import { EdgeId } from '#shared/contracts/units.ts'
import { createRouter, json, jsonBody, problems } from '../http.ts'
import type { Parked } from './parked.ts'

const security = [{ tillToken: [] }]
const BasketId = z.object({ id: EdgeId })
const Answer = ParkedBasket.meta({ id: 'ParkedBasket' })

const list = createRoute({
  method: 'get',
  path: '/parked-baskets',
  tags: ['Baskets'],
  summary: 'Baskets parked at any till of this hub',
  security,
  responses: { 200: json(z.array(Answer)), ...problems(401, 503) },
})
const park = createRoute({
  method: 'put',
  path: '/parked-baskets/{id}',
  tags: ['Baskets'],
  summary: 'Park a basket',
  security,
  request: { params: BasketId, ...jsonBody(ParkBasket) },
  responses: { 200: json(Answer), ...problems(401, 403, 409, 422, 503) },
})
const take = createRoute({
  method: 'delete',
  path: '/parked-baskets/{id}',
  tags: ['Baskets'],
  summary: 'Take a parked basket out; 404 if another till was first',
  security,
  request: { params: BasketId },
  responses: { 200: json(Answer), ...problems(401, 403, 404, 503) },
})

export function basketRoutes(parked: Parked) {
  return createRouter()
    .openapi(list, (c) => c.json(parked.list(), 200))
    .openapi(park, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await parked.park(c.var.till, id, c.req.valid('json')), 200)
    })
    .openapi(take, async (c) => {
      return c.json(await parked.take(c.var.till, c.req.valid('param').id), 200)
    })
}
