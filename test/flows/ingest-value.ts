import type { GroupDatabase } from '#cloud/db/open.ts'
import type { ValueCommand } from '#cloud/value/command.ts'
import { runCommand } from '#cloud/value/commands.ts'
import type { ClaimAnswer } from '#shared/contracts/sync.ts'
import type { ScriptedHub } from '../cloud/scripted-hub.ts'
import { sayOfLease, sellForValue } from '../cloud/value/value-hub.ts'
import { sellVouchers } from '../cloud/vouchers/voucher-sale.ts'

/** What a hub may spend in one round. */
export interface ValueOfRound {
  readonly account: string
  readonly lease: string
  readonly amount: number
  /** Codes that were bought already, and codes that are sold now. */
  readonly coupons: readonly string[]
  readonly reserved: readonly string[]
}

const given = { reason: 'test', books: null } as const
const endsAt = Date.UTC(2027, 0, 1)

/** Store credit, a lease of it and coupons for each hub and round. */
export async function grantValue(
  group: GroupDatabase,
  hubs: readonly ClaimAnswer[],
  rounds: number,
): Promise<ValueOfRound[][]> {
  const run = async (wish: ValueCommand) =>
    await group.writeHot((hot) => runCommand(hot, wish, { at: Date.now(), by: 'test' }))
  await run({ kind: 'open-programme', code: 'CREDIT', name: 'Credit', companyId: null, ...credit })
  await run({ kind: 'open-programme', code: 'C', name: 'Coupons', companyId: 1, ...coupon })
  const wanted = hubs.length * rounds
  for (const issued of ['issued', 'reserved'] as const) {
    const order = { id: issued, secret: issued, issued, count: wanted, endsAt }
    await run({ kind: 'order-vouchers', programme: 'C', ...anybody, ...order })
    await run({ kind: 'make-vouchers', batch: issued, count: wanted, ...given })
  }
  const codes = group.readHot().prepare('SELECT account FROM voucher ORDER BY id').all().flat()
  const plan: ValueOfRound[][] = []
  for (const { hubId } of hubs) {
    const account = `CREDIT:${hubId}`
    await run({ kind: 'credit', id: `c${hubId}`, account, amount: 1e9, endsAt: null, ...given })
    const ofHub: ValueOfRound[] = []
    for (let round = 0; round < rounds; round += 1) {
      const lease = `L${hubId}-${round}`
      const [amount, of] = [50_000 + round, { hub: hubId, epoch: 1, endsAt }]
      const rest = { receiptId: null, lotsEndingFrom: null, requestId: null }
      await run({ kind: 'grant', id: lease, account, amount, ...of, ...rest })
      const i = plan.length * rounds + round
      const coupons = [String(codes[i])]
      const reserved = [String(codes[wanted + i])]
      ofHub.push({ account, lease, amount, coupons, reserved })
    }
    plan.push(ofHub)
  }
  return plan
}

const unit = { offline: 'leased', mayOwe: false } as const
const credit = { of: 'store-credit', unit: 'credit:MNT', ...unit } as const
const coupon = { of: 'coupon', unit: 'coupon:C', ...unit } as const
const nothing = { amount: null, promotionId: null, faceValue: null, memberId: null }
const anybody = { storeId: 1, ...nothing, reason: 'test' }

/** Spends out of the lease and more than that, gives the rest back, uses a coupon, sells another. */
export function spendValue(hub: ScriptedHub, value: ValueOfRound): void {
  const { account, lease, amount, coupons, reserved } = value
  sellForValue(hub, { account, amount: 20_000, lease })
  sellForValue(hub, { account, amount: 3000 })
  const returned = amount - 20_000
  sayOfLease(hub, 'lease.closed', { lease, account, granted: amount, spent: 20_000, returned })
  const used = coupons.map((code) => ({ account: code, kind: 'spend' as const }))
  const sold = reserved.map((code) => ({ account: code, kind: 'load' as const, endsAt }))
  sellVouchers(hub, [...used, ...sold])
}
