/** All tables of a group's database, for drizzle-kit; each feature declares its own. */
export * from '../hubs/schema.ts'
export * from '../journal/schema.ts'
export * from '../keys/schema.ts'
export * from '../ledger/schema.ts'
export * from '../masterdata/schema.ts'
export * from '../receipts/schema.ts'
export * from '../reports/schema.ts'
export * from './outbox.ts'
