import { z } from 'zod'
import { accountKinds } from '#shared/value/account.ts'
import { movementKinds } from '#shared/value/movement.ts'
import { MemberView } from '../../masterdata/views.ts'
import { SettingChange } from '../ui/changes.tsx'

export type Member = z.infer<typeof MemberView>
export const MemberPage = pageOf(MemberView)

export const Exposure = z.object({
  leased: z.int(),
  worstStore: z.int(),
  byHub: z.array(z.object({ hubId: z.int(), storeCode: z.string(), leased: z.int() })),
})
export type Exposure = z.infer<typeof Exposure>

export const AccountSummary = z.object({
  id: z.string(),
  programme: z.string(),
  companyId: z.int().nullable(),
  kind: z.enum(accountKinds),
  unit: z.string(),
  memberId: z.int().nullable(),
  memberCode: z.string().nullable(),
  memberName: z.string().nullable(),
  balance: z.int(),
  balanceAt: z.int(),
  frozen: z.boolean(),
})
export type AccountSummary = z.infer<typeof AccountSummary>
export const AccountPage = pageOf(AccountSummary)

export const Account = AccountSummary.extend({
  free: z.int(),
  owed: z.int(),
  exposure: Exposure,
  lots: z.array(z.object({ id: z.string(), amount: z.int(), endsAt: z.int().nullable() })),
  holds: z.array(
    z.object({ id: z.string(), receiptId: z.string(), amount: z.int(), lapsesAt: z.int() }),
  ),
  leases: z.array(
    z.object({
      id: z.string(),
      hubId: z.int(),
      storeCode: z.string(),
      epoch: z.int(),
      state: z.enum(['open', 'recalled', 'void', 'forfeited']),
      receiptId: z.string().nullable(),
      granted: z.int(),
      spent: z.int(),
      left: z.int(),
      endsAt: z.int(),
    }),
  ),
  pending: z.array(z.object({ id: z.string(), receiptId: z.string(), amount: z.int() })),
})
export type Account = z.infer<typeof Account>

export const Movement = z.object({
  id: z.string(),
  kind: z.enum(movementKinds),
  from: z.string(),
  to: z.string(),
  amount: z.int(),
  at: z.int(),
  receiptId: z.string().nullable(),
  receiptNumber: z.string().nullable(),
  rule: z.string().nullable(),
  reverses: z.string().nullable(),
  event: z.object({ type: z.string(), hubId: z.int(), seq: z.int() }).nullable(),
  command: z
    .object({ appliedSeq: z.int(), kind: z.string(), by: z.string(), reason: z.string() })
    .nullable(),
})
export type Movement = z.infer<typeof Movement>
export const MovementPage = pageOf(Movement)

export const MemberPin = z.object({
  isSet: z.boolean(),
  changedAt: z.int().nullable(),
  lockedUntil: z.int().nullable(),
  tries: z.array(
    z.object({ hubId: z.int().nullable(), storeCode: z.string().nullable(), wrong: z.int() }),
  ),
  changes: z.array(SettingChange),
})
export type MemberPin = z.infer<typeof MemberPin>

export const Frozen = z.object({ frozen: z.boolean(), balance: z.int(), exposure: Exposure })
export const Given = z.object({ amount: z.int(), balance: z.int(), free: z.int() })

function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}
