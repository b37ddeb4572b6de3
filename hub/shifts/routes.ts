import { createRoute, z } from '@hono/zod-openapi'
import {
  CloseShift,
  MoveCash,
  OpenDrawer,
  OpenShift,
  Saved,
  Shift,
} from '#shared/contracts/till.ts'
import { EdgeId } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createRouter, json, jsonBody, problems } from '../http.ts'
import { statusOf } from '../sales/routes.ts'
import type { SalesDeps } from '../sales/sell.ts'
import { cashierWith } from '../tills/session.ts'
import { moveCash } from './move-cash.ts'

const security = [{ tillToken: [] }]

const current = createRoute({
  method: 'get',
  path: '/shifts/current',
  tags: ['Shifts'],
  summary: 'The open shift of this till',
  security,
  responses: { 200: json(Shift), ...problems(401, 404, 503) },
})
const open = createRoute({
  method: 'post',
  path: '/shifts',
  tags: ['Shifts'],
  summary: 'Open a shift with counted opening cash',
  security,
  request: jsonBody(OpenShift),
  responses: { 200: json(Shift), ...problems(401, 403, 409, 422, 503) },
})
const close = createRoute({
  method: 'post',
  path: '/shifts/{id}/close',
  tags: ['Shifts'],
  summary: 'Close a shift with counted cash',
  security,
  request: { params: z.object({ id: EdgeId }), ...jsonBody(CloseShift) },
  responses: { 200: json(Shift), ...problems(401, 403, 404, 409, 422, 503) },
})
const cash = createRoute({
  method: 'post',
  path: '/cash-movements',
  tags: ['Shifts'],
  summary: 'Cash put into the drawer (+) or taken out (−)',
  security,
  request: jsonBody(MoveCash),
  responses: {
    201: json(Saved, 'Saved.'),
    200: json(Saved, 'Saved by an earlier try.'),
    ...problems(401, 403, 404, 409, 422, 503),
  },
})
const drawer = createRoute({
  method: 'post',
  path: '/drawer',
  tags: ['Shifts'],
  summary: "Open this till's drawer; the same id again is the same kick",
  security,
  request: jsonBody(OpenDrawer),
  responses: {
    202: { description: 'On its way to the drawer, by this try or an earlier one.' },
    ...problems(401, 403, 409, 422, 503),
  },
})

export function shiftRoutes(deps: SalesDeps) {
  const { shifts, prints } = deps
  return createRouter()
    .openapi(current, (c) => {
      const shift = shifts.current(c.var.till)
      if (shift === null)
        throw new Failure('not-found', `no shift is open at till ${c.var.till.code}`)
      return c.json(shift, 200)
    })
    .openapi(open, async (c) => c.json(await shifts.open(c.var.till, c.req.valid('json')), 200))
    .openapi(close, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await shifts.close(c.var.till, id, c.req.valid('json')), 200)
    })
    .openapi(cash, async (c) => {
      const { outcome, saved } = await moveCash(deps, c.var.till, c.req.valid('json'))
      return c.json(saved, statusOf(outcome))
    })
    .openapi(drawer, async (c) => {
      cashierWith(c.var.till, 'drawer.open')
      await prints.openDrawer(c.var.till.code, c.req.valid('json').id)
      return c.body(null, 202)
    })
}
