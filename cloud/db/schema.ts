/** All tables of a group's database, for drizzle-kit; each feature declares its own. */
export * from '../hubs/schema.ts'
export * from '../keys/schema.ts'
export * from '../masterdata/schema.ts'
export * from './outbox.ts'
