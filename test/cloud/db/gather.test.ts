import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HotDatabase, openHot } from '#cloud/db/hot.ts'
import { insertInto } from '#cloud/db/insert.ts'

const shelf = sqliteTable('shelf', { id: integer('id').primaryKey(), name: text('name').notNull() })
const book = sqliteTable('book', {
  id: integer('id').primaryKey(),
  shelfId: integer('shelf_id').references(() => shelf.id),
})

let folder: string
let hot: HotDatabase
let addShelf: (row: typeof shelf.$inferInsert) => void
let addBook: (row: typeof book.$inferInsert) => void

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kassa-gather-'))
  hot = openHot(join(folder, 'books.db'))
  hot.exec(
    'PRAGMA foreign_keys=ON; CREATE TABLE shelf (id INTEGER PRIMARY KEY, name TEXT NOT NULL)',
  )
  hot.exec('CREATE TABLE book (id INTEGER PRIMARY KEY, shelf_id INTEGER REFERENCES shelf (id))')
  addShelf = insertInto(shelf).gatheredInto(hot)
  addBook = insertInto(book).gatheredInto(hot)
})

afterEach(() => {
  hot.close()
  rmSync(folder, { recursive: true, force: true })
})

test('gathered rows are there for the next read, each once and in order', () => {
  hot.exec('BEGIN IMMEDIATE')
  for (let id = 1; id <= 201; id += 1) {
    addShelf({ id, name: `shelf ${id}` })
    addBook({ id: 1000 - id, shelfId: id })
  }
  const read = hot.prepare(
    'SELECT b.shelf_id, s.name FROM book b JOIN shelf s ON s.id = b.shelf_id',
  )
  const rows = Array.from({ length: 201 }, (_, i) => [201 - i, `shelf ${201 - i}`])
  expect(read.all()).toEqual(rows)
  hot.exec('COMMIT')
  expect(read.all()).toEqual(rows)
})

test('what refers to rows is written after them, whatever came first', () => {
  hot.prepare('INSERT INTO shelf VALUES (?, ?)').run(1, 'one')
  addBook({ id: 10, shelfId: 1 })
  addShelf({ id: 2, name: 'two' })
  addBook({ id: 20, shelfId: 2 })
  expect(hot.prepare('SELECT id, shelf_id FROM book').all()).toEqual([
    [10, 1],
    [20, 2],
  ])
})

test('a statement finds what was gathered before it', () => {
  addShelf({ id: 1, name: 'old' })
  hot.prepare('UPDATE shelf SET name = ?').run('new')
  addShelf({ id: 2, name: 'old' })
  expect(hot.prepare('SELECT name FROM shelf').all()).toEqual([['new'], ['old']])
})

test('a rollback takes the gathered rows with it', () => {
  hot.exec('BEGIN IMMEDIATE')
  addShelf({ id: 1, name: 'never' })
  hot.exec('ROLLBACK')
  expect(hot.prepare('SELECT count(*) FROM shelf').get()).toEqual([0])
})

test('a rollback to a savepoint keeps what was gathered before it', () => {
  hot.exec('BEGIN IMMEDIATE')
  addShelf({ id: 1, name: 'before' })
  hot.exec('SAVEPOINT here')
  addShelf({ id: 2, name: 'after' })
  hot.exec('ROLLBACK TO here')
  hot.exec('RELEASE here')
  hot.exec('COMMIT')
  expect(hot.prepare('SELECT name FROM shelf').all()).toEqual([['before']])
})

test('a gathered row that is wrong fails the commit', () => {
  hot.exec('BEGIN IMMEDIATE')
  addShelf({ id: 1, name: 'one' })
  addShelf({ id: 1, name: 'again' })
  expect(() => hot.exec('COMMIT')).toThrow(/UNIQUE/)
  hot.exec('ROLLBACK')
  expect(hot.prepare('SELECT count(*) FROM shelf').get()).toEqual([0])
})
