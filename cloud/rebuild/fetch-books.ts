import Database from 'libsql'
import type { HotDatabase, SqlValue } from '../db/hot.ts'
import type { RemoteDatabase } from '../db/remote/client.ts'
import { openRemoteHot } from '../db/remote/hot.ts'

/** Rows asked for at once; where they hold batches of up to 4 MiB, fewer. */
const rowsAtOnce = 500
const batchesAtOnce = 8

/**
 * Copies a group's books from a libSQL server into a new file, all of one moment: a cloud may be
 * writing them. Nothing is written on the server.
 */
export function fetchBooks(remote: RemoteDatabase, file: string): void {
  const server = openRemoteHot(remote)
  const books = new Database(file)
  try {
    server.exec('BEGIN')
    books.exec('PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; BEGIN')
    const schema = server.prepare(schemaSql).all()
    const tables = schema.filter(([type]) => type === 'table').map(([, name]) => String(name))
    if (tables.length === 0) throw new Error('no books are there')
    for (const [, , sql] of schema) books.exec(String(sql))
    for (const table of tables) fetchTable(server, books, table)
    // Made by the first table that counts its ids; it goes on counting from there.
    fetchTable(server, books, 'sqlite_sequence')
    books.exec('COMMIT')
    server.exec('COMMIT')
  } finally {
    books.close()
    server.close()
  }
}

function fetchTable(server: HotDatabase, books: Database.Database, table: string): void {
  const columns = server.prepare(`PRAGMA table_info("${table}")`).all()
  const names = columns.map(([, name]) => `"${String(name)}"`).join(', ')
  const marks = columns.map(() => '?').join(', ')
  const insert = books.prepare(`INSERT INTO "${table}" (${names}) VALUES (${marks})`)
  const limit = table === 'journal_batch' ? batchesAtOnce : rowsAtOnce
  const page = server.prepare(
    `SELECT rowid, ${names} FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ${limit}`,
  )
  let after: SqlValue = 0
  for (;;) {
    const rows = page.all(after)
    for (const [rowid = 0, ...values] of rows) {
      insert.run(values)
      after = rowid
    }
    if (rows.length < limit) return
  }
}

/** Indexes come after the tables that they are of. */
const schemaSql = `SELECT type, name, sql FROM sqlite_master
  WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index', rowid`
