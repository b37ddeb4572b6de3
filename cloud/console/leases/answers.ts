import { z } from 'zod'
import { accountKinds } from '#shared/value/account.ts'

export const LeasesOfHub = z.object({
  hubId: z.int(),
  hubName: z.string(),
  storeCode: z.string(),
  storeName: z.string(),
  lastSeenAt: z.int().nullable(),
  open: z.int(),
})
export type LeasesOfHub = z.infer<typeof LeasesOfHub>
export const LeaseCounts = z.object({ items: z.array(LeasesOfHub) })

export const LeaseCoverage = z.object({
  items: z.array(
    z.object({
      storeCode: z.string(),
      storeName: z.string(),
      programme: z.string(),
      tried: z.int(),
      paid: z.int(),
      refused: z.array(z.object({ reason: z.string(), tries: z.int() })),
    }),
  ),
})

export const OpenLease = z.object({
  id: z.string(),
  account: z.string(),
  programme: z.string(),
  programmeName: z.string(),
  kind: z.enum(accountKinds),
  companyId: z.int().nullable(),
  memberCode: z.string().nullable(),
  memberName: z.string().nullable(),
  state: z.enum(['open', 'recalled', 'void', 'forfeited']),
  granted: z.int(),
  spent: z.int(),
  left: z.int(),
  endsAt: z.int(),
  forfeitFrom: z.int(),
})
export type OpenLease = z.infer<typeof OpenLease>
export const OpenLeasePage = z.object({ items: z.array(OpenLease), next: z.string().nullable() })

export const WaitingLeases = z.object({
  hubId: z.int(),
  hubName: z.string(),
  storeCode: z.string(),
  storeName: z.string(),
  revoked: z.boolean(),
  programme: z.string(),
  programmeName: z.string(),
  kind: z.enum(accountKinds),
  companyId: z.int().nullable(),
  leases: z.int(),
  left: z.int(),
  faceValue: z.int().nullable(),
  ready: z.int(),
  readyFrom: z.int().nullable(),
})
export type WaitingLeases = z.infer<typeof WaitingLeases>
export const WaitingList = z.object({ items: z.array(WaitingLeases) })

export const LeaseExposure = z.object({
  summed: z.int(),
  kinds: z.array(
    z.object({
      kind: z.enum(accountKinds),
      leases: z.int(),
      left: z.int(),
      ended: z.int(),
      forfeited: z.int(),
    }),
  ),
})

export const LeaseEnded = z.object({ state: z.enum(['forfeited', 'closed']), amount: z.int() })
