import type { HotDatabase } from '../db/hot.ts'
import { leaseVouchers } from '../vouchers/lease-vouchers.ts'
import type { ValueEffects } from './book-value.ts'
import { postMessages } from './messages.ts'
import { noteIngested } from './recovery-store.ts'
import { noteVisits } from './visits.ts'

export interface Ingested {
  readonly hubId: number
  readonly companyId: number
  readonly storeId: number
  readonly epoch: number
  /** The hub's journal is in the books up to here. */
  readonly seq: number
  readonly receivedAt: number
}

/**
 * What follows from a batch once it is in the books, in its transaction: the feeds hear of balances
 * together with the hub's mark, and hubs are asked and promised through their streams. Answers the
 * hubs that have something new.
 */
export function settleValue(hot: HotDatabase, effects: ValueEffects, ingested: Ingested): number[] {
  const { hubId, epoch, seq } = ingested
  noteIngested(hot, hubId, { epoch, seq })
  const { ledger, messages } = effects
  ledger?.announce()
  postMessages(hot, messages)
  const hubs = messages.map(({ hub }) => hub)
  const promised = noteVisits(hot, effects, ingested)
  const leased = leaseVouchers(hot, effects.vouchers, { at: ingested.receivedAt, hubId })
  return [...hubs, ...promised, ...leased]
}
