import type { Envelope } from '#shared/contracts/event.ts'
import type { HoldRefusal, HoldRequest, StreamMessage } from '#shared/contracts/lease.ts'
import type { HubHead } from '#shared/contracts/witness.ts'
import type { Hello } from '#shared/journal/handshake.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import type { Head, JournalRecord } from '#shared/journal/record.ts'
import type { ProjectedPayload } from '#shared/value/hub/project-event.ts'
import type { SimLoyalty } from './loyalty.ts'
import type { Address } from './network.ts'

/** What the simulated payload says beside what the wallet reads of it. */
export interface SimPayload extends ProjectedPayload {
  /** The receipt's total as its lines have it; the envelope has it as tenders. */
  readonly total: number
  /** The cloud cannot read it. */
  readonly poison: boolean
  /** Of a sale: what its points were by the rules of that moment. */
  readonly loyalty?: SimLoyalty
}

export interface SimBody {
  readonly envelope: Envelope
  readonly payload: SimPayload
  /** Of what the till asked for (spine B2.5). */
  readonly requestHash: string
  /** Where a till had it from, as the product's journal keeps beside the event. */
  readonly places?: readonly CloudMark[]
}

export type SimRecord = JournalRecord<SimBody>

/** What a till asks its hub to journal. The same id always says the same. */
export interface SaveRequest {
  readonly eventId: string
  readonly till: string
  readonly receiptId: string
  readonly type: 'sale.closed' | 'sale.refunded' | 'shift.opened' | 'shift.closed'
  readonly total: number
  readonly spends: readonly { readonly account: string; readonly amount: number }[]
  /** Who earns; how much, the hub finds by the rules. */
  readonly earn: { readonly account: string; readonly months: number | null } | null
  /** A gift card or a coupon that is sold on this receipt. */
  readonly load: { readonly account: string; readonly amount: number } | null
  /** A coupon for the next order, which the hub makes; months until it ends. */
  readonly brings: { readonly months: number | null } | null
  readonly refund: {
    readonly originalId: string
    readonly partBp: number
    readonly creditAccount: string | null
    /** What the original's paper says. */
    readonly signedTotal: number
  } | null
  readonly hash: string
}

export type TillLan =
  | {
      readonly kind: 'cover'
      readonly receiptId: string
      readonly account: string
      readonly amount: number
    }
  | { readonly kind: 'let-go'; readonly receiptId: string }
  | { readonly kind: 'save'; readonly request: SaveRequest; readonly witness: HubHead | null }
  | {
      readonly kind: 'offer'
      readonly till: string
      readonly kept: readonly {
        readonly record: SimRecord
        readonly places: readonly CloudMark[]
      }[]
      readonly witness: HubHead | null
    }
  | {
      readonly kind: 'cover-answer'
      readonly receiptId: string
      readonly account: string
      readonly covered: boolean
    }
  | {
      readonly kind: 'saved'
      readonly record: SimRecord
      readonly cloud: CloudMark
      readonly head: Head
    }
  | { readonly kind: 'refused'; readonly eventId: string; readonly reason: string }
  /** Where the records are that the till still keeps, as far as this hub has them. */
  | {
      readonly kind: 'where'
      readonly found: readonly { readonly id: string; readonly seq: number }[]
      readonly cloud: CloudMark
      readonly head: Head
    }

/** Between hub and cloud over HTTP: the handshake and the journal. */
export type PushLine =
  | {
      readonly kind: 'hello'
      readonly ask: number
      readonly box: Address
      readonly hub: number
      readonly hello: Hello
    }
  | { readonly kind: 'prove'; readonly ask: number; readonly seq: number }
  | {
      readonly kind: 'welcome'
      readonly ask: number
      readonly session: string
      readonly incarnation: number
      readonly epoch: number
      readonly cloudTime: number
      readonly sendFrom: number
      readonly posted: number
      readonly acked: number
    }
  | {
      readonly kind: 'new-epoch'
      readonly ask: number
      readonly epoch: number
      readonly base: Head
    }
  | { readonly kind: 'turned-away'; readonly ask: number }
  | {
      readonly kind: 'batch'
      readonly session: string
      readonly box: Address
      readonly hub: number
      readonly epoch: number
      readonly contract: number
      readonly records: readonly SimRecord[]
    }
  | {
      readonly kind: 'batch-answer'
      readonly session: string
      readonly outcome: 'taken' | 'stopped' | 'not-yours'
      readonly seq: number
    }

export type StreamLine =
  | { readonly kind: 'message'; readonly message: StreamMessage }
  | {
      readonly kind: 'ack'
      readonly hub: number
      readonly session: string
      /** Everything up to here is journaled. */
      readonly n: number
    }

export type HoldLine =
  | {
      readonly kind: 'request'
      readonly box: Address
      readonly hub: number
      readonly request: HoldRequest
    }
  | { readonly kind: 'refusal'; readonly refusal: HoldRefusal }
  /** May this store refund another's receipt (spine B5)? `id`: of the refund's own receipt. */
  | {
      readonly kind: 'refund-request'
      readonly box: Address
      readonly hub: number
      readonly session: string
      readonly id: string
      readonly receiptId: string
      readonly amount: number
    }
  /** Null = not granted. */
  | { readonly kind: 'refund-answer'; readonly id: string; readonly granted: number | null }

/** All balances and marks as of one place in the applied log. */
export interface FeedCut {
  readonly number: number
  readonly incarnation: number
  readonly applied: number
  readonly balances: ReadonlyMap<string, number>
  readonly frozen: ReadonlySet<string>
  readonly marks: ReadonlyMap<number, Head>
  /** How far the books have each hub's journal of each epoch. */
  readonly reached: readonly CloudMark[]
}

export type FeedLine =
  | { readonly kind: 'ask'; readonly box: Address }
  | { readonly kind: 'cut'; readonly cut: FeedCut }

export type Lines = {
  readonly 'till-lan': TillLan
  readonly push: PushLine
  readonly stream: StreamLine
  readonly hold: HoldLine
  readonly feed: FeedLine
}

/** An envelope with nothing in it but what is given. */
export function envelope(
  given: Pick<Envelope, 'id' | 'type' | 'at' | 'bootId' | 'uptimeMs' | 'businessOn'> &
    Partial<Envelope>,
): Envelope {
  return {
    v: 1,
    currency: 'MNT',
    till: null,
    shiftId: null,
    cashierId: null,
    receipt: null,
    movements: [],
    tenders: [],
    stock: [],
    leases: [],
    word: null,
    coupons: [],
    ...given,
  }
}
