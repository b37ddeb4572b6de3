import { z } from 'zod'
import { BoxStatus } from '#shared/contracts/sync.ts'

export const Hub = z.object({
  id: z.int(),
  name: z.string(),
  storeId: z.int(),
  storeCode: z.string(),
  storeName: z.string(),
  state: z.enum(['active', 'stopped', 'revoked']),
  stateReason: z.string(),
  epoch: z.int(),
  cloudSeq: z.int(),
  claimedAt: z.int(),
  online: z.boolean(),
  seenAt: z.int().nullable(),
  status: BoxStatus.nullable(),
  feed: z.object({
    urgentBytes: z.int(),
    balancesBytes: z.int(),
    copyBytes: z.int(),
    urgentDelay: z.object({ changes: z.int(), p50Ms: z.int(), maxMs: z.int() }).nullable(),
    lagFrames: z.int().nullable(),
    syncedAt: z.int().nullable(),
    balancesBudget: z.int().nullable(),
    balancesWindowMs: z.int().nullable(),
  }),
})
export type Hub = z.infer<typeof Hub>

export const HubPage = z.object({ items: z.array(Hub), next: z.string().nullable() })

export const ClaimCode = z.object({ code: z.string(), expiresAt: z.int() })
export type ClaimCode = z.infer<typeof ClaimCode>
