import { z } from 'zod'
import { IssuedCoupon } from '#shared/contracts/voucher.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { ReadEvent } from '../journal/read-events.ts'
import { findProgramme } from '../value/programmes.ts'
import { couponSettingsOf } from '../value/settings.ts'
import { vouchers } from './batches.ts'
import { lookupKeyIn } from './lookup-key-in.ts'
import { voucherKey } from './voucher-code.ts'
import { voucherState } from './voucher-state.ts'

const WithIssued = z.object({ issued: z.array(IssuedCoupon) })

/**
 * What is printed on the coupons that a sale brought for the next order: its payload says it, once
 * it counts. Their units are in the books by the envelope, maybe long before. Answers their accounts.
 */
export function noteIssued(
  hot: HotDatabase,
  { envelope, payload }: Pick<ReadEvent, 'envelope' | 'payload'>,
  storeId: number,
): readonly string[] {
  if (envelope.type !== 'sale.closed') return []
  const parsed = WithIssued.safeParse(payload)
  if (!parsed.success) return []
  const noted: string[] = []
  for (const { account, code, programme: of, promotionId, endsAt } of parsed.data.issued) {
    const programme = findProgramme(hot, of)
    const key = voucherKey(lookupKeyIn(hot), code)
    const isKnown = vouchers.select(hot, 'account = ? OR key = ?', account, key).length > 0
    // A store says what it printed; one that names another programme's account is worth nothing.
    if (programme?.terms.kind !== 'coupon' || !account.startsWith(`${of}:`) || isKnown) continue
    const faceValue = couponSettingsOf(programme)?.faceValue ?? null
    const made = { account, programmeId: programme.id, batchId: null, key, promotionId, faceValue }
    const id = vouchers.nextId(hot)
    const state = stateIn(hot, account)
    vouchers.insert(hot, [{ id, ...made, storeId, memberId: null, endsAt, state }])
    noted.push(account)
  }
  return noted
}

/** Its unit came with the envelope, maybe long before. */
function stateIn(hot: HotDatabase, account: string): string | null {
  const [state] = hot.prepare(stateSql).get(account) ?? []
  return typeof state === 'string' ? voucherState(state) : null
}

const stateSql = "SELECT state->>'state' FROM value_coupon WHERE coupon_id = ?"
