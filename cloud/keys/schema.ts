import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { hub } from '../hubs/schema.ts'

/** Secrets are kept only as sha256: they are long and random, so a slow hash would add nothing. */
export const apiKey = sqliteTable('api_key', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  secretHash: text('secret_hash').notNull().unique(),
  /** JSON array of `admin`, `import`, `read`, `hub`. */
  scopes: text('scopes', { mode: 'json' }).$type<readonly string[]>().notNull(),
  hubId: integer('hub_id').references(() => hub.id),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
})
