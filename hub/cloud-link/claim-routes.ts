import { createRoute } from '@hono/zod-openapi'
import { ClaimState, ClaimWish } from '#shared/contracts/claim.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createRouter, json, jsonBody, problems } from '../http.ts'
import type { ReplicaStatus } from '../replica/sync-status.ts'
import type { Shop } from '../shop.ts'
import type { Claim } from './claim.ts'
import type { ClaimFile } from './claim-file.ts'

/** What turns a box into a store's hub. */
export interface Claimable {
  readonly claim: Pick<Claim, 'now' | 'claim'>
  readonly file: Pick<ClaimFile, 'cloudUrl' | 'cloudUrlFrom'>
  /** Null until the box is claimed. */
  readonly copy: () => Pick<ReplicaStatus, 'copying' | 'error'> | null
}

type ClaimedShop = Pick<Shop, 'journal' | 'readiness' | 'profile'>

const security = [{ adminToken: [] }]
const look = createRoute({
  method: 'get',
  path: '/claim',
  tags: ['Hub'],
  summary: 'How far this box is from its first sale: claimed, its first copy, selling',
  security,
  responses: { 200: json(ClaimState), ...problems(401) },
})
const claim = createRoute({
  method: 'post',
  path: '/claim',
  tags: ['Hub'],
  summary: 'Give a new box the one-time code that HQ made for its store',
  description:
    'Answers when the first try is decided, at most 10 s later. `waiting`: the cloud could not be ' +
    'asked; the code is kept on the disk and tried on, also after a restart. A code that the cloud ' +
    'refuses (wrong, used, older than 15 minutes) is a 422 at `code`. The code that claimed this ' +
    'box is answered alike again; another one is a 409.',
  security,
  request: jsonBody(ClaimWish),
  responses: { 200: json(ClaimState), ...problems(401, 409, 422, 503) },
})

/** Without something to claim with, the box is what its journal says. */
export function claimRoutes(shop: ClaimedShop, parts: Claimable | null) {
  const state = (): ClaimState => {
    const isClaimed = shop.journal.identity() !== null
    const common = {
      cloudUrl: parts?.file.cloudUrl() ?? '',
      cloudUrlFrom: parts?.file.cloudUrlFrom() ?? ('setting' as const),
      store: isClaimed ? storeOf(shop) : null,
      copied: null,
    }
    const { step, fault, reason } = parts?.claim.now() ?? noClaim
    // The moment between the two: claimed, and not yet said.
    if (!isClaimed) return { ...common, step: step === 'claimed' ? 'asking' : step, fault, reason }
    if (shop.readiness().selling) return { ...common, step: 'selling', fault: null, reason: '' }
    const { copying, error } = parts?.copy() ?? { copying: null, error: null }
    return {
      ...common,
      step: 'copying',
      fault: error?.fault === 'unreachable' ? 'silent' : null,
      reason: error?.message ?? '',
      copied: copying,
    }
  }
  return createRouter()
    .openapi(look, (c) => c.json(state(), 200))
    .openapi(claim, async (c) => {
      if (parts === null) throw new Failure('conflict', 'this hub is claimed')
      const { step, reason } = await parts.claim.claim(c.req.valid('json'))
      if (step === 'refused')
        throw new Failure('invalid', `code: the cloud refused it: ${reason}`, {
          fields: [{ field: 'code', message: reason }],
        })
      return c.json(state(), 200)
    })
}

const noClaim = { step: 'unclaimed', fault: null, reason: '' } as const

function storeOf(shop: ClaimedShop): ClaimState['store'] {
  const { code, name } = shop.profile().store
  return { code, name }
}
