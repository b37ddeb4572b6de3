import { is, type Query } from 'drizzle-orm'
import { Param, Placeholder } from 'drizzle-orm/sql'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import type { SqlValue, Statement } from './job.ts'

/** Builds queries, never runs them: hot statements are compiled once from drizzle (spine A4). */
export const build = drizzle(() => Promise.reject(new Error('build only compiles queries')))

/** SQL text once, then only arguments, placed by the names of the query's placeholders. */
export interface Compiled {
  readonly sql: string
  readonly args: (values: Readonly<Record<string, Bound>>) => SqlValue[]
}

type Bound = SqlValue | boolean

export function compile(query: { toSQL(): Query }): Compiled {
  const { sql, params } = query.toSQL()
  const places = params.map(placeOf)
  return {
    sql,
    args: (values) =>
      places.map((place) => {
        if (place.name === null) return place.value
        const value = values[place.name]
        if (value === undefined) throw new TypeError(`no value for ":${place.name}" of ${sql}`)
        return typeof value === 'boolean' ? Number(value) : value
      }),
  }
}

/** A compiled statement with its arguments, ready for the writer. */
export function statement(
  compiled: Compiled,
  values: Readonly<Record<string, Bound>>,
  orConflict?: string,
): Statement {
  const args = compiled.args(values)
  return orConflict === undefined
    ? { sql: compiled.sql, args }
    : { sql: compiled.sql, args, orConflict }
}

type Place =
  | { readonly name: string }
  | { readonly name: null; readonly value: string | number | null }

function placeOf(param: unknown): Place {
  const value = is(param, Param) ? param.value : param
  if (is(value, Placeholder)) return { name: value.name }
  if (typeof value === 'boolean') return { name: null, value: Number(value) }
  if (value === null || typeof value === 'string' || typeof value === 'number')
    return { name: null, value }
  throw new TypeError(`a compiled query cannot hold ${typeof value}`)
}
