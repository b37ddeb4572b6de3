import { is, type Query } from 'drizzle-orm'
import { Param, Placeholder } from 'drizzle-orm/sql'
import { drizzle } from 'drizzle-orm/sqlite-proxy'

/** What SQLite binds and answers here. */
export type Cell = string | number | null

/** Builds queries, never runs them: hot statements are compiled once from drizzle (spine A4). */
export const build = drizzle(() => Promise.reject(new Error('build only compiles queries')))

/** SQL text once, then only arguments, placed by the names of the query's placeholders. */
export interface Compiled {
  readonly sql: string
  /** `Own` is what only the caller's database can bind, as the journal's marks. */
  readonly args: <Own = never>(
    values: Readonly<Record<string, Cell | boolean | Own>>,
  ) => (Cell | Own)[]
}

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

type Place = { readonly name: string } | { readonly name: null; readonly value: Cell }

function placeOf(param: unknown): Place {
  const value = is(param, Param) ? param.value : param
  if (is(value, Placeholder)) return { name: value.name }
  if (typeof value === 'boolean') return { name: null, value: Number(value) }
  if (value === null || typeof value === 'string' || typeof value === 'number')
    return { name: null, value }
  throw new TypeError(`a compiled query cannot hold ${typeof value}`)
}
