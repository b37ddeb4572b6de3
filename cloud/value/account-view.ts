import { z } from '@hono/zod-openapi'
import { Instant, Key } from '#shared/contracts/units.ts'
import { type Account, accountKinds, freeOf, postedOf } from '#shared/value/account.ts'
import { freezeExposure, hubTrust } from '#shared/value/cloud/exposure.ts'
import { openAmount } from '#shared/value/lease.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import type { HotDatabase } from '../db/hot.ts'
import { readProgrammes } from './programmes.ts'
import { trustCapsOf } from './trust.ts'

const Units = z.int()

/** What hubs hold of an account: nobody can reach it there until its leases end (spine B1.11). */
export const Exposure = z
  .object({
    leased: Units.describe('What stores may still spend out of leases, also offline.'),
    worstStore: Units.describe('The most that one store can still give, the worst of all.'),
    byHub: z.array(z.object({ hubId: Key, storeCode: z.string(), leased: Units })),
  })
  .meta({ id: 'FreezeExposure' })
export type Exposure = z.infer<typeof Exposure>

export const ValueAccountSummary = z
  .object({
    id: z.string().describe("The programme's code, a colon and the member's key."),
    programme: z.string(),
    companyId: Key.nullable(),
    kind: z.enum(accountKinds),
    unit: z.string(),
    memberId: Key.nullable(),
    memberCode: z.string().nullable(),
    memberName: z.string().nullable(),
    balance: Units.describe('What the holder owns: free, held and leased.'),
    balanceAt: Instant,
    frozen: z.boolean(),
  })
  .meta({ id: 'ValueAccountSummary' })

const Lot = z.object({ id: z.string(), amount: Units, endsAt: Instant.nullable() })

export const ValueAccountView = ValueAccountSummary.extend({
  version: z.int(),
  free: Units.describe('Promised to nobody; below 0 while the account owes.'),
  owed: Units,
  exposure: Exposure,
  lots: z.array(Lot).describe('Free ones, the oldest end first.'),
  holds: z.array(
    z.object({ id: z.string(), receiptId: z.string(), amount: Units, lapsesAt: Instant }),
  ),
  leases: z.array(
    z.object({
      id: z.string(),
      hubId: Key,
      storeCode: z.string(),
      epoch: z.int(),
      state: z.enum(['open', 'recalled', 'void', 'forfeited']),
      receiptId: z.string().nullable(),
      granted: Units,
      spent: Units,
      left: Units,
      endsAt: Instant,
    }),
  ),
  pending: z
    .array(z.object({ id: z.string(), receiptId: z.string(), amount: Units }))
    .describe("Refunds that wait for the right of the store that sold: they can't be spent yet."),
}).meta({ id: 'ValueAccount' })

/** What an account holds, part by part. */
export function partsOf(hot: HotDatabase, account: Account) {
  const { version, owed, frozen, lots, pending } = account
  return {
    version,
    balance: postedOf(account),
    free: freeOf(account),
    owed,
    frozen,
    exposure: exposureOf(hot, account),
    lots: [...lots],
    holds: account.holds.map(({ lots: held, ...hold }) => ({ ...hold, amount: lotsTotal(held) })),
    leases: account.leases.map(({ lots: left, hub: hubId, ...lease }) => ({
      ...lease,
      hubId,
      storeCode: storeOfHub(hot, hubId),
      left: lotsTotal(left),
    })),
    pending: [...pending],
  }
}

export function exposureOf(hot: HotDatabase, account: Account): Exposure {
  const ofHubs = { ...account, leases: account.leases.filter((each) => openAmount(each) > 0) }
  const { leased, worstStore, leasedByHub } = freezeExposure(ofHubs, trustIn(hot, account.id))
  const byHub = [...leasedByHub].map(([hubId, amount]) => ({
    hubId,
    storeCode: storeOfHub(hot, hubId),
    leased: amount,
  }))
  return { leased, worstStore, byHub }
}

function storeOfHub(hot: HotDatabase, hubId: number): string {
  return String(hot.prepare(storeSql).get(hubId)?.[0] ?? '')
}

/** What a store may give beyond leases; of a programme of the whole group, the worst company's. */
function trustIn(hot: HotDatabase, accountId: string): TrustCaps {
  const { terms, companyId = null } = readProgrammes(hot).of(accountId)?.programme ?? {}
  if (terms?.kind !== 'store-credit' || terms.offline !== 'leased') return noTrust
  const ids =
    companyId === null
      ? hot
          .prepare(companiesSql)
          .all()
          .map(([id]) => id)
      : [companyId]
  const all = ids.map((id) => trustCapsOf(hot, Number(id)).redemption)
  return all.reduce((worst, each) => (hubTrust(each) > hubTrust(worst) ? each : worst), noTrust)
}

const noTrust: TrustCaps = { memberHub: 0, hubDay: 0, companyDay: 0, hubs: 0 }
const companiesSql = 'SELECT id FROM company ORDER BY id'
const storeSql = 'SELECT s.code FROM hub h JOIN store s ON s.id = h.store_id WHERE h.id = ?'
