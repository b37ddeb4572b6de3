import { randomBytes } from 'node:crypto'
import type { HotDatabase } from '../db/hot.ts'

/** `lookupKeyOf` within a transaction of the writer. */
export function lookupKeyIn(hot: HotDatabase): string {
  const known = hot.prepare(findSql).get()?.[0]
  if (typeof known === 'string') return known
  const made = randomBytes(32).toString('base64url')
  hot.prepare(insertSql).run(made)
  return made
}

const findSql = "SELECT value FROM group_setting WHERE key = 'lookup_key'"
const insertSql = "INSERT INTO group_setting (key, value) VALUES ('lookup_key', ?)"
