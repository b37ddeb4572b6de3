import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import type { StreamMessage } from '#shared/contracts/lease.ts'
import { type EventDraft, envelopeOf } from '#shared/value/hub/event-draft.ts'
import type { HoldAsk } from '#shared/value/hub/hold-desk.ts'
import {
  type JournaledEvent,
  type ProjectedPayload,
  projectEvent,
} from '#shared/value/hub/project-event.ts'
import { type HubSession, type Received, receiveMessage } from '#shared/value/hub/receive.ts'
import type { ClockReading } from '#shared/value/hub/time-anchor.ts'
import { createMemoryWallet } from '#test/sim/memory-wallet.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
/** What the clocks of the box say when nothing is wrong: midnight, an hour after the boot. */
export const NOW: ClockReading = { bootId: 'boot-1', uptimeMs: HOUR, wallMs: 20_000 * DAY }
export const ENDS = NOW.wallMs + DAY

/** A hub's journal and wallet, without a disk: what is journaled is projected in the same step. */
export function createHubBox() {
  const wallet = createMemoryWallet()
  const journal: JournaledEvent[] = []
  const reserved = new Map<string, number>()
  const openRequests = new Map<string, HoldAsk>()
  let session: HubSession = { id: 's1', incarnation: 1, epoch: 1 }
  let now = NOW
  let isWhole = true
  const soldSinceStart = new Set<string>()

  function append(envelope: Envelope, payload: ProjectedPayload): void {
    const event = { epoch: session.epoch, seq: journal.length + 1, envelope, payload }
    projectEvent(wallet, event)
    journal.push(event)
  }

  const box = {
    wallet,
    journal,
    reserved,
    openRequests,
    session: () => session,
    now: () => now,
    at: (reading: Partial<ClockReading>) => void (now = { ...now, ...reading }),
    open: (change: Partial<HubSession>) => void (session = { ...session, ...change }),
    /** The tills of the store have yet to vouch for the disk. */
    isUnproven: () => void (isWhole = false),
    /** Now they do. */
    isProven: () => void (isWhole = true),
    soldSinceStart,
    append,
    keep(draft: EventDraft) {
      append(envelopeOf(draft, madeNow(`e${journal.length}`)), draft.payload)
      return draft
    },
    /** Takes a message as the cloud of this session sends it, and journals the answer. */
    receive(n: number, body: StreamMessage['body'], from: HubSession = session): Received {
      const { id, incarnation, epoch } = from
      const message = { session: id, incarnation, epoch, n, body }
      const received = receiveMessage({
        message,
        wallet,
        session,
        now,
        openRequests,
        reserved,
        isWhole,
        isSoldSinceStart: (receiptId) => soldSinceStart.has(receiptId),
      })
      if (received.outcome === 'taken') box.keep(received.draft)
      return received
    },
    /** A standing lease of account `a`, as the next message. */
    grant(lease: string, amount: number, change: { endsAt?: number; account?: string } = {}) {
      return box.receive(wallet.stream().n + 1, grantOf(lease, amount, change))
    },
    spend(lease: string, amount: number) {
      const sold = sale({ movements: [movement({ lease, amount })] })
      append(sold, { v: 1 })
      return sold.movements[0]?.id ?? ''
    },
    rebuilt() {
      const again = createMemoryWallet()
      for (const event of journal) projectEvent(again, event)
      return again
    },
  }
  return box
}

export function grantOf(
  lease: string,
  amount: number,
  change: {
    readonly endsAt?: number
    readonly account?: string
    readonly requestId?: string
    readonly receiptId?: string
  } = {},
): StreamMessage['body'] {
  const { endsAt = ENDS, account = 'a', requestId = null, receiptId = null } = change
  return { kind: 'grant', lease, account, amount, endsAt, requestId, receiptId }
}

let made = 0

export function movement(change: Partial<ValueMovement>): ValueMovement {
  return {
    id: `m${++made}`,
    account: 'a',
    kind: 'spend',
    amount: 1,
    cover: 'lease',
    lease: null,
    reverses: null,
    rule: null,
    endsAt: null,
    ...change,
  }
}

/** A sale of 100.00, numbered in epoch 1. */
export function sale(change: Partial<Envelope> = {}): Envelope {
  const id = `r${++made}`
  return {
    ...envelopeOf(
      { type: 'refund-right.returned', word: null, receiptId: id, payload: { v: 1 } },
      madeNow(id),
    ),
    type: 'sale.closed',
    receipt: { id, number: `S1-T1-1-${made}`, originalId: null, cover: null },
    tenders: [{ kind: 'cash', amount: 100_00 }],
    ...change,
  }
}

export function refund(
  originalId: string,
  amount: number,
  cover: 'right' | 'trust' | 'pending-credit',
): Envelope {
  const id = `r${++made}`
  return sale({
    id,
    type: 'sale.refunded',
    receipt: { id, number: `S1-T1-1-${made}`, originalId, cover },
    tenders: [{ kind: 'cash', amount: -amount }],
  })
}

export function madeNow(id: string) {
  const { bootId, uptimeMs, wallMs } = NOW
  return {
    id,
    at: wallMs,
    bootId,
    uptimeMs,
    businessOn: '2024-10-04',
    currency: 'MNT',
  } as const
}

/** Narrows a taken message's draft, or fails the test. */
export function draftOf(received: Received): EventDraft {
  if (received.outcome !== 'taken') throw new Error(`not taken: ${received.outcome}`)
  return received.draft
}
