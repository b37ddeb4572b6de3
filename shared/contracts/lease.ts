import { z } from 'zod'
import { Instant } from './units.ts'

/**
 * Grants, recalls and questions to one hub: one numbered stream, acknowledged by number (spine
 * B1.4). Numbers start at 1 in each incarnation of the cloud and each epoch of the hub; a message
 * that is not the next one is not taken.
 */
/**
 * What checks the member's PIN without the cloud: only beside a lease, sealed for the one hub, and
 * gone from there with the last lease of the account.
 */
export const LeasePin = z.object({
  /** Each change and each unlocking at HQ is a new one; wrong tries count against one version. */
  version: z.int().min(0),
  /** Null: the member has none. */
  sealed: z.string().max(600).nullable(),
  /** Too many wrong ones elsewhere. */
  lockedUntil: Instant.nullable(),
})
export type LeasePin = z.infer<typeof LeasePin>

export const LeaseGrant = z.object({
  kind: z.literal('grant'),
  lease: z.string().min(1).max(80),
  account: z.string().min(1).max(80),
  amount: z.int().positive(),
  /** The hub spends only while its upper bound of the time is below (B1.2). */
  endsAt: Instant,
  /** The request it answers; null = a standing lease. */
  requestId: z.string().max(80).nullable(),
  receiptId: z.string().max(80).nullable(),
  /** Where points of the programme pay with the PIN only; put in when it is sent, never stored. */
  pin: LeasePin.optional(),
})
export type LeaseGrant = z.infer<typeof LeaseGrant>

export const LeaseRecall = z.object({
  kind: z.literal('recall'),
  lease: z.string().min(1).max(80),
})
export type LeaseRecall = z.infer<typeof LeaseRecall>

/** The right to refund a receipt is wanted elsewhere (B5). */
export const RefundRecall = z.object({
  kind: z.literal('refund-recall'),
  receiptId: z.string().min(1).max(80),
})
export type RefundRecall = z.infer<typeof RefundRecall>

export const StreamMessage = z.object({
  incarnation: z.int().min(1),
  epoch: z.int().min(1),
  /** Opened by the last handshake; what an ended session still delivers is dropped (B1.3). */
  session: z.string().max(80),
  n: z.int().min(1),
  body: z.discriminatedUnion('kind', [LeaseGrant, LeaseRecall, RefundRecall]),
})
export type StreamMessage = z.infer<typeof StreamMessage>

/** A hub asks for a hold; 800 ms later it refuses, saying why (B1.13). */
export const HoldRequest = z.object({
  requestId: z.string().min(1).max(80),
  session: z.string().max(80),
  receiptId: z.string().min(1).max(80),
  account: z.string().min(1).max(80),
  amount: z.int().positive(),
  /** The hub's head: the cloud answers only when it has ingested up to it (B3). */
  head: z.object({ epoch: z.int().min(1), seq: z.int().min(0) }),
  /** As typed, where the programme wants it: the cloud checks it and counts the wrong ones. */
  pin: z
    .string()
    .regex(/^\d{4,8}$/)
    .optional(),
})
export type HoldRequest = z.infer<typeof HoldRequest>

export const holdRefusals = [
  'send-first',
  'session-ended',
  'no-account',
  'not-leased',
  'frozen',
  'too-little',
  'recovering',
  'pin-needed',
  'pin-wrong',
  'pin-locked',
  'pin-unset',
] as const

export const HoldRefusal = z.object({
  requestId: z.string(),
  reason: z.enum(holdRefusals),
  /** What is free, where that is the reason; `recalling` other stores' leases to raise it. */
  free: z.int(),
  /** Of `pin-locked`. */
  until: Instant.optional(),
  /** The PIN was right, and it is refused for something else. */
  pinRight: z.boolean().optional(),
})
export type HoldRefusal = z.infer<typeof HoldRefusal>

/** Wrong PINs in a row of one member, as a hub counted them. */
export const PinTries = z.object({
  memberId: z.int().positive(),
  version: z.int().min(0),
  /** Every change of the count; an older disk knows fewer. */
  tries: z.int().min(0),
  wrong: z.int().min(0),
  lockedUntil: Instant.nullable(),
})
export type PinTries = z.infer<typeof PinTries>
export const MAX_PIN_TRIES_SAID = 300

/** Why the cloud grants no refund of another hub's receipt. */
export const refundRefusals = [
  'send-first',
  'session-ended',
  /** It is not in the books of this company: its store may not have sent it yet. */
  'no-receipt',
  /** Asked back from the store that sold it: asking again may succeed. */
  'right-elsewhere',
  'too-little',
  /** It was refunded since the hub looked: look again. */
  'moved',
  /** Another store was granted a refund of it, which is not in the books yet. */
  'in-work',
  'recovering',
] as const
export type RefundRefusal = (typeof refundRefusals)[number]
