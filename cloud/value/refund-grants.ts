import { z } from 'zod'
import { type GrantOver, grantOver } from '#shared/value/cloud/grant-over.ts'
import { leftToRefund } from '#shared/value/cloud/refund-settle.ts'
import type { RefundClaim } from '#shared/value/refund-right.ts'
import { changesOf, type SettingChange } from '../changes/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { lastAppliedSeq } from '../journal/hq-log.ts'
import { openLedger } from './ledger-store.ts'
import { forfeitMarginMs } from './policy.ts'

/** A refund that a hub was granted of another one's receipt, and has not reported. */
export interface OpenGrant {
  /** Of the refund's own receipt. */
  readonly id: string
  readonly hubId: number
  readonly hubName: string
  readonly storeCode: string
  readonly storeName: string
  readonly amount: number
  /** Null: in books of before. */
  readonly at: number | null
  readonly over: GrantOver | null
  /** What its hub tells from then on says whether it was used. */
  readonly tellsFrom: number | null
}

export interface ReceiptRight {
  readonly holder: 'hub' | 'recalled' | 'cloud'
  readonly total: number
  readonly refunded: number
  /** Neither given back nor promised to a hub. */
  readonly left: number
  readonly grants: OpenGrant[]
  readonly changes: SettingChange[]
}

/** Undefined for what is no sale in the books. */
export function rightOf(hot: HotDatabase, receiptId: string): ReceiptRight | undefined {
  const right = readRight(hot, receiptId)
  if (right === undefined) return undefined
  const { holder, total, refunded, claims } = right
  return {
    holder,
    total,
    refunded,
    left: leftToRefund(right),
    grants: claims.flatMap((claim) => (claim.cover === 'granted' ? [openGrant(hot, claim)] : [])),
    changes: changesOf(hot, refundKey(receiptId)),
  }
}

export function grantsOf(hot: HotDatabase, receiptId: string): RefundClaim[] {
  const { claims = [] } = readRight(hot, receiptId) ?? {}
  return claims.filter(({ cover }) => cover === 'granted')
}

/** Of the changes that HQ made to what is promised of a receipt. */
export function refundKey(receiptId: string): string {
  return `refund:${receiptId}`
}

function readRight(hot: HotDatabase, receiptId: string) {
  const ledger = openLedger(hot, { appliedSeq: lastAppliedSeq(hot), at: 0, origin: null })
  return ledger.refundRight(receiptId)
}

function openGrant(hot: HotDatabase, { id, hub, amount, promised }: RefundClaim): OpenGrant {
  const [name, storeCode, storeName, epoch, state, seq, seenAt, status] =
    hot.prepare(hubSql).get(hub) ?? []
  const told = typeof status === 'string' ? Told.parse(JSON.parse(status)) : null
  const isWhole = told !== null && typeof seenAt === 'number' && told.headSeq <= Number(seq)
  const granted = {
    epoch: Number(epoch),
    isRevoked: state === 'revoked',
    wholeAt: isWhole ? seenAt : null,
  }
  return {
    id,
    hubId: hub,
    hubName: String(name),
    storeCode: String(storeCode),
    storeName: String(storeName),
    amount,
    at: promised?.at ?? null,
    over: grantOver({ ...(promised && { promised }) }, granted, forfeitMarginMs),
    tellsFrom: promised === undefined ? null : promised.at + forfeitMarginMs,
  }
}

/** The last word of a hub about its journal. */
const Told = z.object({ headSeq: z.int() })
const hubSql = `SELECT h.name, s.code, s.name, h.epoch, h.state, d.seq, h.last_seen_at, h.last_status
  FROM hub h JOIN store s ON s.id = h.store_id
  LEFT JOIN hub_head d ON d.hub_id = h.id AND d.epoch = h.epoch WHERE h.id = ?`
