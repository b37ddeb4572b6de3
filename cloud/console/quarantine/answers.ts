import { z } from 'zod'

const Quarantined = z.object({
  appliedSeq: z.int(),
  storeCode: z.string(),
  hubId: z.int(),
  epoch: z.int(),
  seq: z.int(),
  type: z.string(),
  at: z.int(),
  receiptId: z.string().nullable(),
  parkedBehind: z.int().nullable(),
  reason: z.string(),
  since: z.int(),
})
export type Quarantined = z.infer<typeof Quarantined>
export const QuarantinedPage = z.object({
  items: z.array(Quarantined),
  next: z.string().nullable(),
})

const Fault = z.object({ field: z.string(), value: z.string().optional(), message: z.string() })
export type Fault = z.infer<typeof Fault>

export const QuarantinedEvent = Quarantined.extend({
  correctedAt: z.int().nullable(),
  payload: z.unknown(),
  faults: z.array(Fault),
  waiting: z.int(),
  repairable: z.boolean(),
  acceptable: z.boolean(),
  dismissable: z.boolean(),
  ended: z.enum(['accepted', 'dismissed']).nullable(),
  endedReason: z.string().nullable(),
  why: z.string(),
  repairedAt: z.int().nullable(),
  repairedBy: z.string().nullable(),
  repair: z.unknown(),
})
export type QuarantinedEvent = z.infer<typeof QuarantinedEvent>

const Released = z.object({
  appliedSeq: z.int(),
  type: z.string(),
  receiptId: z.string().nullable(),
  reason: z.string().optional(),
})
export type Released = z.infer<typeof Released>
export const RepairAnswer = z.object({ released: z.array(Released), refused: z.array(Released) })
export type RepairAnswer = z.infer<typeof RepairAnswer>

const IncompleteShift = z.object({
  appliedSeq: z.int(),
  storeCode: z.string(),
  shiftId: z.string(),
  closedAt: z.int(),
  missing: z.int(),
})
export type IncompleteShift = z.infer<typeof IncompleteShift>
export const IncompleteShiftPage = z.object({
  items: z.array(IncompleteShift),
  next: z.string().nullable(),
})
