import { randomBytes } from 'node:crypto'
import { type ClaimAnswer, MAX_PUSH_EVENTS } from '#shared/contracts/sync.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { type ScriptedHub, type ScriptedSale, scriptHub } from '../cloud/scripted-hub.ts'
import { spendValue, type ValueOfRound } from './ingest-value.ts'

/** One batch of one hub, or the repair of what is oldest in quarantine. */
export type Step =
  | {
      readonly kind: 'push'
      readonly hub: number
      readonly from: number
      readonly to: number
      /** As many events as a push may hold: it goes in by slices where others wait. */
      readonly isLarge: boolean
    }
  | { readonly kind: 'repair' }

export interface Journals {
  readonly hubs: readonly ScriptedHub[]
  readonly steps: readonly Step[]
  /** What a poisoned receipt should have said. */
  readonly rightByReceipt: ReadonlyMap<string, unknown>
}

const eventsPerRound = 9

export interface JournalPlan {
  readonly profiles: readonly ClaimAnswer[]
  readonly rounds: number
  /** By hub and round. */
  readonly value: readonly (readonly ValueOfRound[])[]
  /** Batches of 500 events, the hubs in turn. */
  readonly largeBatches: number
}

/**
 * Shifts of several hubs: sales, one of them poison, refunds here and in another store, reprints,
 * stored value and coupons; after them what a store that was cut off sends.
 */
export function writeJournals({ profiles, rounds, value, largeBatches }: JournalPlan): Journals {
  let now = Date.UTC(2026, 10, 20, 8)
  const clock = () => (now += 1000)
  const request = () => Promise.reject(new Error('a journal on paper'))
  const hubs = profiles.map((profile) => scriptHub(profile, { clock, request }))
  const rightByReceipt = new Map<string, unknown>()
  const steps: Step[] = []
  const sent = hubs.map(() => 0)
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, hub] of hubs.entries()) {
      const from = (sent[i] ?? 0) + 1
      const poisoned = writeShift(hub, uuidv7(clock(), randomBytes(10)), rightByReceipt)
      const spent = value[i]?.[round]
      if (spent !== undefined) spendValue(hub, spent)
      const neighbour = hubs[(i + 1) % hubs.length]
      if (neighbour !== undefined && neighbour !== hub) refundElsewhere(hub, neighbour, poisoned)
      // Not always the same size, and some batches repeat the end of the one before.
      const to = hub.events.length
      const cut = from + 2 + (round % (eventsPerRound - 4))
      const of = { kind: 'push', hub: i, isLarge: false } as const
      steps.push({ ...of, from: Math.max(1, from - (round % 3)), to: cut })
      steps.push({ ...of, from: cut + 1, to })
      sent[i] = to
    }
    if (round % 2 === 1) steps.push({ kind: 'repair' })
  }
  for (const [i, hub] of hubs.entries()) {
    const to = hub.events.length
    steps.push({ kind: 'push', hub: i, from: sent[i] ?? 1, to, isLarge: false })
  }
  for (let batch = 0; batch < largeBatches; batch += 1) {
    const i = batch % hubs.length
    const hub = hubs[i]
    if (hub === undefined) break
    const from = hub.events.length + 1
    for (let n = 0; n < MAX_PUSH_EVENTS; n += 1) {
      hub.sell({ lines: [{ productId: 1 + (n % 3), quantity: 1000 }], cardShare: n % 2 })
    }
    steps.push({ kind: 'push', hub: i, from, to: hub.events.length, isLarge: true })
  }
  for (let i = 0; i < rounds * hubs.length; i += 1) steps.push({ kind: 'repair' })
  return { hubs, steps, rightByReceipt }
}

/** Answers the sale that is poison, as it was meant. */
function writeShift(
  hub: ScriptedHub,
  shiftId: string,
  rightByReceipt: Map<string, unknown>,
): ScriptedSale {
  const inShift = (count = 1) => {
    for (const { body } of hub.events.splice(hub.events.length - count)) {
      const { envelope, payload } = JSON.parse(body)
      hub.append(envelope.type, { envelope: { ...envelope, shiftId }, payload })
    }
  }
  hub.append('shift.opened', { envelope: { shiftId }, payload: { v: 1, openingCash: 0 } })
  const fine = hub.sell({ lines: [{ productId: 1, quantity: 1000 }], till: 'T2' })
  inShift()
  const meant = hub.sell({ lines: [{ productId: 2, quantity: 3000 }], cardShare: 0.3 })
  const { envelope, payload } = JSON.parse(hub.events.pop()?.body ?? '')
  rightByReceipt.set(meant.receiptId, payload)
  const priced = { ...payload.priced, vat: payload.priced.vat + 1 }
  hub.append('sale.closed', {
    envelope: { ...envelope, shiftId },
    payload: { ...payload, priced },
  })
  hub.refund(fine)
  inShift()
  const half = hub.refund(meant, { lines: [{ lineId: 'l0', quantity: 1000 }] })
  inShift()
  hub.append('receipt.reprinted', { payload: { v: 1, receiptId: half.receiptId } })
  hub.append('cash.moved', { envelope: { shiftId }, payload: { v: 1, amount: -500, reason: '' } })
  hub.append('shift.closed', {
    envelope: { shiftId },
    payload: {
      v: 1,
      openedAt: 1,
      openingCash: 0,
      countedCash: 7,
      expectedCash: 0,
      difference: 7,
      receipts: 2,
      refunds: 2,
      tenders: [],
    },
  })
  return meant
}

/** The customer goes to the next store with the rest. */
function refundElsewhere(hub: ScriptedHub, neighbour: ScriptedHub, sale: ScriptedSale): void {
  hub.refund(sale, { lines: [{ lineId: 'l0', quantity: 1000 }] })
  const { envelope, payload } = JSON.parse(hub.events.pop()?.body ?? '')
  neighbour.append('sale.refunded', { envelope, payload })
}
