import { sql } from 'drizzle-orm'
import { event } from './schema.ts'

/** An event's body as bytes, for `textOf` (hub/db/damaged-text.ts): a bad sector may have hit it. */
export const storedBody = sql<string>`cast(${event.body} as blob)`
export const bodyBytes = 'cast(body AS blob) AS body'
