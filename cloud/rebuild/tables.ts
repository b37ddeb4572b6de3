/** A table whose rows follow from the log alone: a rebuild writes them again and compares them. */
export interface DerivedTable {
  readonly table: string
  /** In this order the rows are compared. */
  readonly key: readonly string[]
  /** Only these columns follow from the log; absent = all. */
  readonly columns?: readonly string[]
  /** Only these rows do. */
  readonly where?: string
}

/** What a handshake saw, or a push of which nothing was taken, stands in no event. */
const toldByHandshakes =
  "kind NOT IN ('old-image', 'diverged', 'second-key', 'stream-stopped', 'clock-behind')"

/** In an order in which they can be emptied: none is named by a later one. */
export const derivedTables: readonly DerivedTable[] = [
  { table: 'posting', key: ['transaction_id', 'account_id'] },
  { table: 'ledger_transaction', key: ['id'] },
  { table: 'closed_books', key: ['company_id'] },
  { table: 'account_day', key: ['account_id', 'business_on'] },
  { table: 'receipt', key: ['applied_seq'] },
  { table: 'quarantine', key: ['applied_seq'] },
  { table: 'incomplete_shift', key: ['applied_seq'] },
  { table: 'event', key: ['applied_seq'] },
  { table: 'stock_on_hand', key: ['store_id', 'product_id'] },
  { table: 'sales_by_till', key: ['company_id', 'business_on', 'store_id', 'till', 'cashier_id'] },
  { table: 'sales_by_product', key: ['company_id', 'business_on', 'store_id', 'product_id'] },
  { table: 'sales_by_product_month', key: ['company_id', 'month', 'store_id', 'product_id'] },
  { table: 'company_sales_by_product_month', key: ['company_id', 'month', 'product_id'] },
  { table: 'value_day', key: ['programme_id', 'company_id', 'business_on'] },
  { table: 'value_lot_month', key: ['programme_id', 'ends_in', 'born_in'] },
  { table: 'value_movement', key: ['id'] },
  { table: 'value_account', key: ['id'] },
  { table: 'value_lease', key: ['id'] },
  { table: 'value_coupon', key: ['id'] },
  { table: 'refund_right', key: ['id'] },
  { table: 'hub_void', key: ['hub_id'] },
  { table: 'voucher', key: ['id'] },
  { table: 'voucher_batch', key: ['id'] },
  { table: 'programme', key: ['id'] },
  {
    table: 'alarm',
    key: ['kind', 'subject', 'words'],
    columns: [
      'kind',
      'subject',
      'words',
      'company_id',
      'hub_id',
      'times',
      'first_at',
      'last_at',
      'open',
      'ended_at',
    ],
    where: toldByHandshakes,
  },
  { table: 'hub_head', key: ['hub_id', 'epoch'], columns: ['hub_id', 'epoch', 'seq', 'hash'] },
]

/** What a rebuild reads: all that ever changed the books, in one order (spine B2.3). */
export const logTables = ['journal_batch', 'hq_command'] as const

/** What does not follow from the log: a rebuild takes it as it is. */
export const keptTables = [
  // Who takes part.
  'hub',
  'hub_code',
  'api_key',
  'cloud_life',
  // Master data, and the accounts that were opened for it.
  'company',
  'store',
  'vat_group',
  'category',
  'product_template',
  'product',
  'barcode',
  'price',
  'promotion',
  'points_item',
  'partner',
  'employee',
  'member',
  'member_key',
  'member_pin',
  'member_pin_try',
  'group_setting',
  'setting_change',
  'ledger_account',
  // What handshakes told of the hubs' clocks, and so when events happened.
  'boot_anchor',
  'boot_without_time',
  'event_time',
  // Facts of the log: which accounts counted from where on.
  'store_accounts',
  // What was told or is to be told, and to whom promises are made.
  'outbox',
  'hub_message',
  'value_home',
  'value_recovery',
  'value_request',
  'voucher_claim',
  'offline_try',
] as const
