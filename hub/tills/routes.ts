import { createRoute, z } from '@hono/zod-openapi'
import { Cashier, HubStatus, PairAnswer, PairRequest, SignIn } from '#shared/contracts/till.ts'
import { Code, Instant, Key } from '#shared/contracts/units.ts'
import { createRouter, json, jsonBody, problems } from '../http.ts'
import type { Shop } from '../shop.ts'
import type { Status } from './status.ts'
import type { Tills } from './tills.ts'

const CodeRequest = z.object({ till: Code.optional() })
const PairingCode = z.object({ code: z.string(), expiresAt: Instant }).meta({ id: 'PairingCode' })
const Employee = z.object({ id: Key, name: z.string() }).meta({ id: 'Employee' })

const admin = [{ adminToken: [] }]
const till = [{ tillToken: [] }]

const pair = createRoute({
  method: 'post',
  path: '/pair',
  tags: ['Hub'],
  summary: 'Pair a till by a one-time code',
  request: jsonBody(PairRequest),
  responses: { 200: json(PairAnswer), ...problems(403, 422, 503) },
})
const pairingCodes = createRoute({
  method: 'post',
  path: '/pairing-codes',
  tags: ['Hub'],
  summary: 'A one-time code for a new till, or for the till that replaces one',
  security: admin,
  request: jsonBody(CodeRequest),
  responses: { 201: json(PairingCode), ...problems(401, 404, 503) },
})
const status = createRoute({
  method: 'get',
  path: '/status',
  tags: ['Till'],
  summary: 'How this hub is, for this till',
  security: till,
  responses: { 200: json(HubStatus), ...problems(401, 503) },
})
const employees = createRoute({
  method: 'get',
  path: '/employees',
  tags: ['Till'],
  summary: 'Who may sign in here',
  security: till,
  responses: { 200: json(z.array(Employee)), ...problems(401, 503) },
})
const signIn = createRoute({
  method: 'post',
  path: '/sign-in',
  tags: ['Till'],
  summary: 'Sign in by PIN; five wrong ones lock the name for five minutes',
  security: till,
  request: jsonBody(SignIn),
  responses: { 200: json(Cashier), ...problems(401, 403, 404, 422, 503) },
})
const signOut = createRoute({
  method: 'delete',
  path: '/sign-in',
  tags: ['Till'],
  summary: 'Sign out',
  security: till,
  responses: { 204: { description: 'Signed out.' }, ...problems(401) },
})

/** Without a till's token: pairing, and codes for it by the admin token. */
export function pairingRoutes({ tills }: { readonly tills: Tills }) {
  return createRouter()
    .openapi(pair, async (c) => {
      const { code, name, till: former } = c.req.valid('json')
      return c.json(await tills.pair(code, name, former), 200)
    })
    .openapi(pairingCodes, async (c) => c.json(await tills.newCode(c.req.valid('json').till), 201))
}

export function tillRoutes(deps: {
  readonly shop: Shop
  readonly tills: Tills
  readonly status: Status
}) {
  const { shop, tills } = deps
  return createRouter()
    .openapi(status, (c) => c.json(deps.status.of(c.var.till), 200))
    .openapi(employees, (c) => {
      const found = shop.replica.employees(shop.profile().store.id)
      return c.json(
        found.map(({ id, name }) => ({ id, name })),
        200,
      )
    })
    .openapi(signIn, async (c) => {
      const { employeeId, pin } = c.req.valid('json')
      return c.json(await tills.signIn(c.var.till, employeeId, pin), 200)
    })
    .openapi(signOut, async (c) => {
      await tills.signOut(c.var.till)
      return c.body(null, 204)
    })
}
