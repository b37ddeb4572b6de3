import { z } from 'zod'

/** Whole minor units of the document's currency (two decimals in the books, also for ₮). */
export const Money = z
  .int()
  .meta({ id: 'Money', description: 'Whole minor units of the document currency (1/100).' })
export type Money = z.infer<typeof Money>

/**
 * The most that a cashier may type as one amount: ten billion units of the currency. Thousands of
 * them still add up exactly, where a few barcodes scanned into a field of cash would not.
 */
export const MAX_TYPED_MONEY = 1_000_000_000_000

/** Thousandths of the product's unit of measure: 1 piece = 1000, 0.548 kg = 548. */
export const Quantity = z
  .int()
  .meta({ id: 'Quantity', description: 'Thousandths of the unit of measure.' })
export type Quantity = z.infer<typeof Quantity>

/** 1/100 of a percent: 10 % = 1000. */
export const BasisPoints = z
  .int()
  .min(0)
  .max(1_000_000)
  .meta({ id: 'BasisPoints', description: 'Hundredths of a percent: 10 % = 1000.' })
export type BasisPoints = z.infer<typeof BasisPoints>

/** Milliseconds since 1970-01-01 UTC. */
export const Instant = z
  .int()
  .min(0)
  .meta({ id: 'Instant', description: 'Milliseconds since 1970-01-01 UTC.' })
export type Instant = z.infer<typeof Instant>

/** A calendar day in the store's time zone, YYYY-MM-DD. */
export const BusinessDay = z.iso
  .date()
  .meta({ id: 'BusinessDay', description: "Calendar day in the store's time zone, YYYY-MM-DD." })
export type BusinessDay = z.infer<typeof BusinessDay>

/** UUIDv7 made at the edge; it is also the idempotency key of what it names. */
export const EdgeId = z
  .uuidv7()
  .meta({ id: 'EdgeId', description: 'UUIDv7 made by the client; also the idempotency key.' })
export type EdgeId = z.infer<typeof EdgeId>

export const Currency = z.enum(['MNT', 'RON', 'RUB', 'CZK']).meta({ id: 'Currency' })
export type Currency = z.infer<typeof Currency>

export const Language = z.enum(['en', 'mn', 'ro', 'ru', 'cs']).meta({ id: 'Language' })
export type Language = z.infer<typeof Language>

/** Short code of a store, till or company as printed on receipts and used in MQTT topics. */
export const Code = z
  .string()
  .regex(/^[A-Z0-9]{1,12}$/, 'must be 1 to 12 capital letters or digits')
  .meta({ id: 'Code' })
export type Code = z.infer<typeof Code>

/** Integer key given by the cloud (products, members, stores, …). */
export const Key = z.int().positive().meta({ id: 'Key', description: 'Integer key, cloud-made.' })
export type Key = z.infer<typeof Key>

/** Cursor paging: pass `next` of the answer as `after` of the next request. */
export const PageQuery = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type PageQuery = z.infer<typeof PageQuery>

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })
