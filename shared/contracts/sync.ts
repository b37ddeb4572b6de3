import { z } from 'zod'
import { VatGroup } from './basket.ts'
import {
  HoldRefusal,
  HoldRequest,
  LeasePin,
  MAX_PIN_TRIES_SAID,
  PinTries,
  refundRefusals,
  StreamMessage,
} from './lease.ts'
import { Trouble } from './trouble.ts'
import { TrustCaps } from './trust.ts'
import { BusinessDay, Code, Currency, EdgeId, Instant, Key, Language } from './units.ts'
import { JournalPlace } from './witness.ts'

/**
 * Between hub and cloud. The hub always calls; nothing is inbound to a store.
 *
 *   POST /v1/hubs/claim                    ClaimRequest → ClaimAnswer (one-time code, no token)
 *   GET  /v1/hub                           HubProfile (Bearer hub token)
 *   GET  /v1/hub/receipts                  ?id= or ?number= → SoldReceipts: sales of the company's stores
 *   GET  /v1/journal/head                  JournalHead
 *   POST /v1/journal/handshake             Hello → HandshakeAnswer; opens a session, which ends the
 *                                          one before (spine B1.3)
 *   PUT  /v1/journal/session               HeardSession → JournalHead: the session is on the hub's disk
 *   POST /v1/journal/{epoch}/{firstSeq}    gzip of event bodies, one a line; headers `kassa-session`
 *                                          and `kassa-head-hash` = hash of the last event
 *                                          → PushAnswer; 409 PushConflict. A line `#<hash>` before a
 *                                          body: its receipt was printed under that hash
 *   POST /v1/journal/places                AskedPlaces → BookedPlaces: from where the books have what a
 *                                          till brought of another disk
 *   GET  /v1/hub-stream (WebSocket)        CloudToHub / HubToCloud
 *   GET  /v1/feeds/{feedId}/…              libSQL's HTTP sync protocol (spine A3)
 */

/** What a store's tills, receipts and pricing need to know of the company and the store. */
export const StoreProfile = z
  .object({
    group: z.string(),
    company: z.object({
      id: Key,
      code: Code,
      name: z.string(),
      taxNumber: z.string(),
      currency: Currency,
      language: Language,
      pricesIncludeVat: z.boolean(),
      /** Add a surcharge line where the engine's price is higher than the list price (001-d4). */
      surchargeAllowed: z.boolean(),
      /** Cash is rounded to a multiple of this many minor units (half up); 1 = not rounded. */
      cashRounding: z.int().min(1),
      /** The most that refunds of one receipt pay out in cash for points; null = no limit. */
      pointsInCashCap: z.int().min(0).nullable().optional().meta({ description: 'Absent = 0.' }),
      /** The currency is shown with this many decimals; the books always keep two. */
      shownDecimals: z.int().min(0).max(2),
      /** What a phone number typed without a country belongs to, e.g. `+976`. */
      phonePrefix: z.string().optional(),
      /** What a hub may give without a promise of the cloud (spine B1.10); absent = nothing. */
      trust: z
        .object({ redemption: TrustCaps, refund: TrustCaps })
        .optional()
        .meta({ description: 'Units of store credit, and minor units of money; 0 = off.' }),
    }),
    store: z.object({
      id: Key,
      code: Code,
      name: z.string(),
      address: z.string(),
      phone: z.string(),
      timeZone: z.string(),
      receiptFooter: z.string(),
      /** Forms of EAN-13 labels with weight or price, separated by commas (`measure-label.ts`). */
      labelForms: z.string().optional(),
    }),
    vatGroups: z.array(VatGroup),
  })
  .meta({ id: 'StoreProfile' })
export type StoreProfile = z.infer<typeof StoreProfile>

export const ClaimRequest = z.object({
  code: z.string().min(6).max(40),
  name: z.string().min(1).max(60),
})
export type ClaimRequest = z.infer<typeof ClaimRequest>

export const HubProfile = z
  .object({
    hubId: Key,
    epoch: z.int().min(1),
    feedId: z.string(),
    /** Key of the HMAC under which phones and card numbers are looked up in the feed (base64url). */
    lookupKey: z.string(),
    profile: StoreProfile,
    cloudTime: Instant,
  })
  .meta({ id: 'HubProfile' })
export type HubProfile = z.infer<typeof HubProfile>

export const ClaimAnswer = HubProfile.extend({ token: z.string() }).meta({ id: 'ClaimAnswer' })
export type ClaimAnswer = z.infer<typeof ClaimAnswer>

export const JournalHead = z
  .object({ epoch: z.int(), seq: z.int().min(0), hash: z.string() })
  .meta({ id: 'JournalHead', description: 'Last event known; seq 0 and hash "" before the first.' })
export type JournalHead = z.infer<typeof JournalHead>

export const PushAnswer = z
  .object({ cloudSeq: z.int().min(0), hash: z.string(), quarantined: z.int().min(0) })
  .meta({ id: 'PushAnswer' })
export type PushAnswer = z.infer<typeof PushAnswer>

/**
 * gap: send again from `expectedSeq`. Else shake hands again: fork = this seq exists with another
 * hash, epoch = not yours, session = another one was opened since.
 */
export const PushConflict = z
  .object({
    reason: z.enum(['gap', 'fork', 'epoch', 'session']),
    expectedSeq: z.int(),
    hash: z.string(),
  })
  .meta({ id: 'PushConflict' })
export type PushConflict = z.infer<typeof PushConflict>

/**
 * Of the problem of a push whose next event is not taken: what came before it is in the books, up to
 * `cloudSeq`. stopped: until HQ resumes the hub; cloud-older: until the cloud is upgraded.
 */
export const PushStopped = z
  .object({ reason: z.enum(['stopped', 'cloud-older']), cloudSeq: z.int().min(0) })
  .meta({ id: 'PushStopped' })
export type PushStopped = z.infer<typeof PushStopped>

/** What a hub tells of its journal before it sends anything (spine B1.3). */
export const Hello = z
  .object({
    /** Its epoch, and place and hash of its last event. */
    head: JournalHead,
    /** What stood before was pruned. */
    firstSeq: z.int().min(1),
    /** The last session of this epoch that is on its disk. */
    session: z.string().max(80).nullable(),
    /** A till saw more of this journal than the disk holds. */
    provisional: z.boolean(),
    /** What it holds at the places that the cloud asked for so far. */
    proofs: z.array(JournalHead).max(100),
    /** When it asks, by its own clocks: of two hellos of one boot the later counts. */
    asked: z.object({ bootId: z.string().max(64), uptimeMs: z.int().min(0) }),
    /** The box's public key (X25519, base64url), for what only it may read. */
    sealKey: z.string().length(43).optional(),
  })
  .meta({ id: 'Hello' })
export type Hello = z.infer<typeof Hello>

export const HandshakeAnswer = z
  .discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('go'),
      session: z.string(),
      /** One life of the cloud's database; a restored backup begins another. */
      incarnation: z.int().min(1),
      epoch: z.int().min(1),
      /** The books hold everything before it. */
      sendFrom: z.int().min(1),
      /**
       * Number of the last message posted to this hub before, 0 = none in this epoch and incarnation:
       * another copy of its disk may have been told all up to here. Absent = an older cloud.
       */
      posted: z.int().min(0).optional(),
      /**
       * Number up to which this hub has acknowledged them, 0 = none. It journals its answer before: a
       * disk without it is an older copy, and takes a new epoch. Absent = an older cloud.
       */
      acked: z.int().min(0).optional(),
      /** Never goes back; the hub's time anchor (spine B1.2). */
      cloudTime: Instant,
    }),
    /** Say hello again with what stands at this place. */
    z.object({ outcome: z.literal('prove'), seq: z.int().min(0) }),
    /** Chain what follows `base` again under this epoch, then say hello again. */
    z.object({ outcome: z.literal('new-epoch'), epoch: z.int().min(1), base: JournalHead }),
    z.object({ outcome: z.literal('refused'), reason: z.literal('second-key'), words: z.string() }),
  ])
  .meta({ id: 'HandshakeAnswer' })
export type HandshakeAnswer = z.infer<typeof HandshakeAnswer>

export const HeardSession = z
  .object({
    epoch: z.int().min(1),
    session: z.string().min(1).max(80),
    /** From the hello to its answer, by the hub's uptime: half of it is how wrong a time may be. */
    roundTripMs: z.int().min(0).optional(),
  })
  .meta({ id: 'HeardSession' })
export type HeardSession = z.infer<typeof HeardSession>

/** Events whose place a hub asks for at once. */
export const MAX_PLACES_ASKED = 500

export const AskedPlaces = z.object({
  ids: z.array(EdgeId).min(1).max(MAX_PLACES_ASKED).meta({ description: 'Of events.' }),
})
export type AskedPlaces = z.infer<typeof AskedPlaces>

export const BookedPlaces = z.object({ items: z.array(JournalPlace.extend({ id: EdgeId })) }).meta({
  id: 'BookedPlaces',
  description: 'From where the books took each; what they do not have is left out.',
})
export type BookedPlaces = z.infer<typeof BookedPlaces>

export const FeedPosition = z.object({ generation: z.int(), frame: z.int() })
export type FeedPosition = z.infer<typeof FeedPosition>

/** Accounts that a hub asks for at once: a member's. */
export const MAX_BALANCES_ASKED = 50
/** Vouchers of no store's stock that one hub is about to sell. */
export const MAX_VOUCHERS_CLAIMED = 200

/** Why a hub may not sell a voucher that is no store's stock. */
export const claimRefusals = [
  'session-ended',
  'recovering',
  'unknown',
  'wrong-store',
  'sold-already',
  'used',
  'ended',
  'cancelled',
  /** Another store has begun to sell it, or its word is not in the books yet. */
  'in-other-store',
] as const
export type ClaimRefusal = (typeof claimRefusals)[number]

/** So often one programme's value was to pay at a store without internet on a day. */
export const OfflineTry = z.object({
  businessOn: BusinessDay,
  programme: z.string().min(1).max(60),
  /** `paid`, or why not (`Hindrance`). */
  outcome: z.string().min(1).max(40),
  tries: z.int().positive(),
})
export type OfflineTry = z.infer<typeof OfflineTry>
export const MAX_OFFLINE_TRIES_SAID = 1_000

export const CloudToHub = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), feedId: z.string(), cloudTime: Instant }),
  z.object({
    kind: z.literal('poke'),
    class: z.enum(['urgent', 'balances']),
    generation: z.int(),
    frame: z.int(),
  }),
  z.object({ kind: z.literal('feed'), feedId: z.string() }),
  /** The next of the numbered stream (spine B1.4); the hub answers with `ack` once it is journaled. */
  z.object({ kind: z.literal('message'), message: StreamMessage }),
  z.object({ kind: z.literal('hold-refused'), refusal: HoldRefusal }),
  z.object({
    kind: z.literal('refund-answer'),
    id: z.string(),
    /** Minor units; null = nothing, and the hub must do without. */
    granted: z.int().positive().nullable(),
    /** Why nothing. */
    reason: z.enum(refundRefusals).nullable().default(null),
  }),
  /** Whether the hub alone may sell a voucher that is no store's stock. */
  z.object({
    kind: z.literal('voucher-answer'),
    id: z.string(),
    /** Null: it may, until it says `voucher-kept` without it. */
    reason: z.enum(claimRefusals).nullable(),
  }),
  /** What the books had of the accounts that were asked for; those that do not exist are left out. */
  z.object({
    kind: z.literal('balances'),
    id: z.string(),
    at: Instant,
    /** The balances hold every effect of the hub's journal up to here; seq 0 and '' before any. */
    mark: JournalHead,
    accounts: z
      .array(z.object({ account: z.string().max(80), balance: z.int(), changedAt: Instant }))
      .max(MAX_BALANCES_ASKED),
  }),
  /** PINs that changed at HQ, of accounts of which the hub holds a lease. */
  z.object({
    kind: z.literal('pins'),
    pins: z.array(LeasePin.extend({ account: z.string().max(80) })).max(100),
    /** Where it ends an answer to `pin-tries`: the hub has every version up to here. */
    upTo: z.int().min(0).nullable(),
    /** What this hub had told before and its disk has lost. */
    tries: z.array(PinTries).max(MAX_PIN_TRIES_SAID),
  }),
])
export type CloudToHub = z.infer<typeof CloudToHub>

/** How the box is, for HQ. */
export const BoxStatus = z.object({
  kind: z.literal('status'),
  version: z.string(),
  /** Last event in the hub's journal and how many of them the cloud has not confirmed. */
  headSeq: z.int(),
  unsent: z.int(),
  oldestUnsentAt: Instant.nullable(),
  replica: FeedPosition.nullable(),
  replicaAt: Instant.nullable(),
  /** How long the replica has been where it is. */
  replicaForMs: z.int().min(0).optional(),
  /** Why it does not follow its feed now. */
  replicaFault: z.string().nullable().optional(),
  /** Tables in which it was found to differ from its feed; null = not compared yet. */
  replicaDiffers: z.array(z.string()).nullable().optional(),
  tills: z.int(),
  devices: z.array(z.object({ device: z.string(), kind: z.string(), online: z.boolean() })),
  /** What is wrong with the box, the worst first; a code may be newer than this cloud. */
  troubles: z
    .array(Trouble.extend({ code: z.string().max(40) }))
    .max(20)
    .optional(),
  box: z
    .object({
      freeBytes: z.int().min(0),
      /** What it writes to its disk; null = not known yet, or nobody tells. */
      bytesPerDay: z.int().min(0).nullable(),
      /** Of the card's rated writes, rounded up to tens. */
      cardUsedPercent: z.int().min(0).nullable(),
    })
    .optional(),
})
export type BoxStatus = z.infer<typeof BoxStatus>

export const HubToCloud = z.discriminatedUnion('kind', [
  /** Every message of the session up to `n` has its answer in the journal. */
  z.object({ kind: z.literal('ack'), session: z.string().max(80), n: z.int().min(0) }),
  z.object({ kind: z.literal('hold-request'), request: HoldRequest }),
  /** The right to refund another hub's receipt is wanted (spine B5). */
  z.object({
    kind: z.literal('refund-request'),
    session: z.string().max(80),
    id: EdgeId,
    receiptId: EdgeId,
    amount: z.int().positive(),
    /** The hub's head: the cloud answers only when it has ingested up to it. */
    head: z.object({ epoch: z.int().min(1), seq: z.int().min(0) }).optional(),
    /** How many refunds of the receipt the hub knows of: the amount follows from them. */
    seen: z.int().min(0).optional(),
  }),
  /** The hub wants to sell a voucher that is no store's stock. */
  z.object({
    kind: z.literal('voucher-claim'),
    session: z.string().max(80),
    id: EdgeId,
    receiptId: EdgeId,
    account: z.string().min(1).max(80),
  }),
  /** All that it still wants of what it was promised so; the rest is over as of this head. */
  z.object({
    kind: z.literal('voucher-kept'),
    session: z.string().max(80),
    head: z.object({ epoch: z.int().min(1), seq: z.int().min(0) }),
    accounts: z.array(z.string().min(1).max(80)).max(MAX_VOUCHERS_CLAIMED),
  }),
  /** A customer's balances are wanted as of now. */
  z.object({
    kind: z.literal('balance-request'),
    id: EdgeId,
    accounts: z.array(z.string().min(1).max(80)).min(1).max(MAX_BALANCES_ASKED),
  }),
  /** Payments in value that were tried without the internet: all that is known of the latest days. */
  z.object({
    kind: z.literal('offline-tries'),
    tries: z.array(OfflineTry).max(MAX_OFFLINE_TRIES_SAID),
  }),
  /** Wrong PINs counted by the hub, after each change; at a session's start all, and with `upTo`. */
  z.object({
    kind: z.literal('pin-tries'),
    session: z.string().max(80),
    tries: z.array(PinTries).max(MAX_PIN_TRIES_SAID),
    /** Asks for the PINs that changed after this version. */
    upTo: z.int().min(0).optional(),
  }),
  BoxStatus,
])
export type HubToCloud = z.infer<typeof HubToCloud>

export const MAX_PUSH_EVENTS = 500
export const MAX_PUSH_BYTES = 4 * 1024 * 1024
export const CONTRACT_VERSION = 1
