import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { HotDatabase, HotRow, SqlValue } from '../db/hot.ts'

/** Many rows a statement: fewer native calls here, fewer round trips on a libSQL server. */
export interface BulkTable<Row> {
  readonly name: string
  select(hot: HotDatabase, condition: string, ...values: SqlValue[]): Row[]
  insert(hot: HotDatabase, rows: readonly Row[]): void
  update(hot: HotDatabase, rows: readonly Row[]): void
  remove(hot: HotDatabase, ids: readonly number[]): void
  nextId(hot: HotDatabase): number
  isSame(a: Row, b: Row): boolean
}

/** Values bound by one insert, and rows changed by one update. */
const valuesPerInsert = 1600
const rowsPerUpdate = 2000

/** Names, order and kinds of the columns come from the drizzle table, so they stand in one place. */
export function bulkTable<T extends SQLiteTable>(table: T): BulkTable<T['$inferSelect']> {
  type Row = T['$inferSelect']
  const name = getTableName(table)
  const columns = Object.entries(getTableColumns(table)).map(([property, column]) => ({
    property,
    sql: column.name,
    isBoolean: column.dataType === 'boolean',
  }))
  const names = columns.map((column) => column.sql).join(', ')
  const marks = `(${columns.map(() => '?').join(', ')})`
  const rowsPerInsert = Math.floor(valuesPerInsert / columns.length)
  const changed = columns
    .map(({ sql }, position) => `${sql} = j.value->>${position}`)
    .filter((_, position) => columns[position]?.sql !== 'id')
    .join(', ')
  const idAt = columns.findIndex((column) => column.sql === 'id')

  const properties = columns.map(({ property }) => property)
  const toValues = (row: Row) => {
    const values = row as Readonly<Record<string, unknown>>
    return properties.map((property) => values[property])
  }
  const toRow = (values: HotRow): Row => {
    const row: Record<string, unknown> = {}
    for (const [position, { property, isBoolean }] of columns.entries()) {
      row[property] = isBoolean ? values[position] === 1 : values[position]
    }
    return row
  }
  /** Values of these rows one after another, in the order of the columns. */
  const bound = (rows: readonly Row[]) => {
    const values: SqlValue[] = []
    for (const row of rows) {
      const fields = row as Readonly<Record<string, SqlValue | boolean>>
      for (const property of properties) {
        const value = fields[property] ?? null
        values.push(typeof value === 'boolean' ? Number(value) : value)
      }
    }
    return values
  }
  return {
    name,
    // One JSON text instead of a native call a row, which costs more than parsing it.
    select(hot, condition, ...values) {
      const sql = `SELECT json_group_array(json_array(${names}))
        FROM (SELECT ${names} FROM ${name} WHERE ${condition})`
      const [text] = hot.prepare(sql).get(...values) ?? []
      return (JSON.parse(String(text)) as HotRow[]).map(toRow)
    },
    insert(hot, rows) {
      const sql = `INSERT INTO ${name} (${names}) VALUES `
      const full = Math.floor(rows.length / rowsPerInsert) * rowsPerInsert
      const many = sql + Array.from({ length: rowsPerInsert }, () => marks).join(', ')
      for (let start = 0; start < full; start += rowsPerInsert) {
        const part = rows.slice(start, start + rowsPerInsert)
        hot.prepare(many).run(...bound(part))
      }
      for (const row of rows.slice(full)) hot.prepare(sql + marks).run(...bound([row]))
    },
    update(hot, rows) {
      const sql = `UPDATE ${name} SET ${changed} FROM json_each(?) j
        WHERE ${name}.id = j.value->>${idAt}`
      for (let start = 0; start < rows.length; start += rowsPerUpdate) {
        const part = rows.slice(start, start + rowsPerUpdate).map(toValues)
        hot.prepare(sql).run(JSON.stringify(part))
      }
    },
    remove: (hot, ids) => {
      const sql = `DELETE FROM ${name} WHERE id IN (SELECT value FROM json_each(?))`
      if (ids.length > 0) hot.prepare(sql).run(JSON.stringify(ids))
    },
    nextId: (hot) =>
      Number(hot.prepare(`SELECT coalesce(max(id), 0) + 1 FROM ${name}`).get()?.[0] ?? 1),
    isSame(a, b) {
      const before = a as Readonly<Record<string, unknown>>
      const after = b as Readonly<Record<string, unknown>>
      return properties.every((property) => before[property] === after[property])
    },
  }
}

/** What one save does to one table; written together by `flush`. */
export interface Batch<Row> {
  /** `old` is what stands there now, also if it came in by this batch. */
  put(old: Row | undefined, next: Omit<Row, 'id'>): { readonly outcome: Outcome; readonly row: Row }
  remove(id: number): void
  flush(): void
}

export type Outcome = 'created' | 'updated' | 'unchanged'

export function createBatch<Row extends { readonly id: number }>(
  hot: HotDatabase,
  table: BulkTable<Row>,
): Batch<Row> {
  const created = new Map<number, Row>()
  const updated = new Map<number, Row>()
  const removed = new Set<number>()
  let nextId: number | undefined
  return {
    put(old, next) {
      if (old === undefined) {
        nextId ??= table.nextId(hot)
        const row = { ...next, id: nextId } as Row
        nextId += 1
        created.set(row.id, row)
        return { outcome: 'created', row }
      }
      const row = { ...next, id: old.id } as Row
      if (table.isSame(old, row)) return { outcome: 'unchanged', row: old }
      const target = created.has(row.id) ? created : updated
      target.set(row.id, row)
      return { outcome: 'updated', row }
    },
    remove: (id) => {
      if (!created.delete(id)) removed.add(id)
      updated.delete(id)
    },
    flush() {
      table.insert(hot, [...created.values()])
      table.update(hot, [...updated.values()])
      table.remove(hot, [...removed])
    },
  }
}
