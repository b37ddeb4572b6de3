/**
 * What a change of master data writes into the outbox, in the change's own transaction:
 * `outbox(company_id, entity, entity_id, class)`, `entity_id` = the row's integer id here.
 * The projector reads the present state of that row and upserts it into the feeds; a row that is
 * gone (only `price` and `points_item`) is deleted there by the same id. `company_id` null = every feed of the group.
 *
 *   company    → `setting` `store:<id>` of all its stores
 *   store      → `setting` `store:<id>` (text: `storeProfile` in store-profile.ts)
 *   vat_group  → `vat_group`, and `setting` `store:<id>` of all stores of its company
 *   category   → `category` (both kinds share one id space)
 *   product    → `product`, `product_text` and all its `barcode` rows: `active` 1 are upserted,
 *                `active` 0 deleted where the feed still holds them for this product
 *   price      → `price`
 *   member     → `member` (phone_tail = last 4 digits) and all its `member_key` rows by `key`,
 *                `active` as for barcodes
 *   customer   → `customer`: a `partner` with `is_customer` and a tax number; any other is deleted
 *   employee   → `employee`
 *   points_item → `points_item`, deleted like a price
 *   promotion  → `promotion`, deleted where it is off or has ended
 *
 * A barcode or key is taken off its owner (`active` 0) before it may move to another one, so the
 * upsert by the new owner is enough. All are of class `urgent`.
 */
export const outboxEntities = [
  'company',
  'store',
  'vat_group',
  'category',
  'product',
  'price',
  'member',
  'customer',
  'employee',
  'points_item',
  'promotion',
] as const
export type OutboxEntity = (typeof outboxEntities)[number]
