import { is, Placeholder } from 'drizzle-orm'
import { Param } from 'drizzle-orm/sql'
import type { HotDatabase, SqlValue } from '../db/hot.ts'

/** A row of a feed table, its columns in the order of the schema. */
export type FeedRow = readonly SqlValue[]
export interface HqArgs {
  readonly company: number
  /** JSON array of ids. */
  readonly ids: string
}

/** A drizzle select, compiled for a direct connection (spine A4); rows stay arrays. */
export function hqQuery(query: {
  toSQL(): { sql: string; params: unknown[] }
}): (hot: HotDatabase, args: HqArgs) => FeedRow[] {
  const { sql, params } = query.toSQL()
  const places = params.map((param) => (is(param, Param) ? param.value : param))
  return (hot, args) => {
    const values = places.map((place) =>
      is(place, Placeholder) ? args[place.name as keyof HqArgs] : toSqlValue(place),
    )
    return hot.prepare(sql).all(...values)
  }
}

function toSqlValue(value: unknown): SqlValue {
  if (typeof value === 'boolean') return Number(value)
  return value as SqlValue
}
