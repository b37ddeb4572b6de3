import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type Database from 'libsql'

type Cell = string | number | null

interface Column {
  readonly name: string
  readonly type: string
  readonly isKey: boolean
}

/** A table as a program of some version knows it. */
export interface KnownTable {
  readonly name: string
  readonly columns: readonly Column[]
  /** What its INSERT … ON CONFLICT may name. */
  readonly uniques: readonly (readonly string[])[]
}

/** A folder of migrations as an older release had it: without the newest ones. */
export interface OlderMigrations extends Disposable {
  readonly folder: URL
  /** One more, as a later release may bring it. */
  readonly add: (tag: string, script: string) => void
}

export function olderMigrations(from: URL, count: number): OlderMigrations {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-migrations-'))
  mkdirSync(join(dir, 'meta'))
  const journal = JSON.parse(readFileSync(new URL('meta/_journal.json', from), 'utf8')) as {
    entries: { tag: string }[]
  }
  const entries = journal.entries.slice(0, count)
  writeFileSync(join(dir, 'meta/_journal.json'), JSON.stringify({ entries }))
  for (const { tag } of entries) {
    writeFileSync(join(dir, `${tag}.sql`), readFileSync(new URL(`${tag}.sql`, from)))
  }
  return {
    folder: new URL(`${pathToFileURL(dir).href}/`),
    add(tag, script) {
      entries.push({ tag })
      writeFileSync(join(dir, 'meta/_journal.json'), JSON.stringify({ entries }))
      writeFileSync(join(dir, `${tag}.sql`), script)
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true }),
  }
}

/** The tables of a database, as the statements of its program name them. */
export function tablesOf(database: Database.Database): KnownTable[] {
  const rows = all(database, "SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
  const virtual = rows.filter(([, sql]) => /VIRTUAL TABLE/.test(String(sql))).map(([name]) => name)
  const isOwn = (name: string): boolean =>
    !/^(sqlite_|migration$)/.test(name) && !virtual.some((of) => name.startsWith(`${of}_`))
  return rows.flatMap(([name]) => (isOwn(String(name)) ? [tableOf(database, String(name))] : []))
}

function tableOf(database: Database.Database, name: string): KnownTable {
  const columns = all(database, `SELECT name, type, pk FROM pragma_table_info('${name}')`)
  const keys = columns.filter(([, , key]) => Number(key) > 0).map(([column]) => String(column))
  const indexes = all(
    database,
    `SELECT name FROM pragma_index_list('${name}') WHERE "unique" = 1 AND partial = 0`,
  )
  const uniques = indexes.map(([index]) =>
    all(database, `SELECT name FROM pragma_index_info('${String(index)}')`).map(([c]) => String(c)),
  )
  return {
    name,
    columns: columns.map(([column, type, key]) => ({
      name: String(column),
      type: String(type),
      isKey: Number(key) > 0,
    })),
    uniques: [...(keys.length > 0 ? [keys] : []), ...uniques],
  }
}

/** Writes and reads a row by every kind of statement that a program can have for this table. */
export function useTable(database: Database.Database, table: KnownTable, n: number): void {
  const { name, columns, uniques } = table
  const names = columns.map((column) => `"${column.name}"`).join(', ')
  const marks = columns.map(() => '?').join(', ')
  const insert = `INSERT INTO "${name}" (${names}) VALUES (${marks})`
  const row = columns.map((column) => valueOf(column, n))
  const [first] = columns
  if (first === undefined) throw new Error(`${name} has no columns`)
  const isSearch = uniques.length === 0
  if (isSearch) {
    run(database, `INSERT INTO "${name}" (rowid, ${names}) VALUES (?, ${marks})`, [n, ...row])
    all(database, `SELECT rowid FROM "${name}" WHERE "${name}" MATCH 'text${n}*'`)
    run(database, `DELETE FROM "${name}" WHERE rowid = ?`, [n])
    return
  }
  run(database, insert, row)
  for (const unique of uniques) {
    const target = unique.map((column) => `"${column}"`).join(', ')
    const set = columns.map((column) => `"${column.name}" = excluded."${column.name}"`).join(', ')
    run(database, `${insert} ON CONFLICT (${target}) DO UPDATE SET ${set}`, row)
  }
  const key = columns.find((column) => column.isKey) ?? first
  const found = all(database, `SELECT ${names} FROM "${name}" WHERE "${key.name}" = ?`, [
    valueOf(key, n),
  ])
  if (found.length !== 1) throw new Error(`${name}: ${found.length} rows instead of one`)
  run(database, `DELETE FROM "${name}" WHERE "${key.name}" = ?`, [valueOf(key, n)])
}

export function insertRow(database: Database.Database, table: KnownTable, n: number): void {
  const names = table.columns.map((column) => `"${column.name}"`).join(', ')
  const marks = table.columns.map(() => '?').join(', ')
  const row = table.columns.map((column) => valueOf(column, n))
  run(database, `INSERT INTO "${table.name}" (${names}) VALUES (${marks})`, row)
}

/** All rows of a table by the columns that its program knows. */
export function rowsOf(database: Database.Database, { name, columns }: KnownTable): Cell[][] {
  const names = columns.map((column) => `"${column.name}"`).join(', ')
  return all(database, `SELECT ${names} FROM "${name}" ORDER BY 1`)
}

/** `one` is the key of tables with one row only. */
function valueOf({ name, type }: Column, n: number): Cell {
  if (name === 'one') return 1
  return /int/i.test(type) ? n : `text${n}`
}

function all(database: Database.Database, sql: string, args: readonly Cell[] = []): Cell[][] {
  return database
    .prepare(sql)
    .raw(true)
    .all([...args]) as Cell[][]
}

function run(database: Database.Database, sql: string, args: readonly Cell[]): void {
  database.prepare(sql).run([...args])
}
