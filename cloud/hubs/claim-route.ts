import { createRoute } from '@hono/zod-openapi'
import { ClaimAnswer, ClaimRequest } from '#shared/contracts/sync.ts'
import { createRouter, problems } from '../http.ts'
import { createAttempts } from './attempts.ts'
import { type ClaimDeps, claimHub } from './claim.ts'

const claim = createRoute({
  method: 'post',
  path: '/hubs/claim',
  tags: ['Hubs'],
  summary: 'Become the hub of a store with a one-time code',
  request: {
    body: { required: true, content: { 'application/json': { schema: ClaimRequest } } },
  },
  responses: {
    201: { description: 'Claimed.', content: { 'application/json': { schema: ClaimAnswer } } },
    ...problems(403, 422, 503),
  },
})

const wrongCodesPerMinute = 20

/** The one route without a key: the code is the proof. */
export function createClaimRoute(deps: Omit<ClaimDeps, 'attempts'>) {
  const attempts = createAttempts(deps.clock, wrongCodesPerMinute)
  return createRouter().openapi(claim, async (c) =>
    c.json(await claimHub({ ...deps, attempts }, c.req.valid('json')), 201),
  )
}
