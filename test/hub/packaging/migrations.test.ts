import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { migrate, tagsIn } from '#hub/journal/migrate.ts'
import { oldestReader } from '#hub/packaging/launcher/switch-version.ts'
import { breaches } from './expand-only.ts'
import { insertRow, olderMigrations, rowsOf, tablesOf, useTable } from './older-reader.ts'
import { root } from './small-box.ts'

const folderOf = (name: 'hub' | 'feed') => new URL(`${pathToFileURL(root).href}drizzle/${name}/`)

/** What is more than an addition, and why an older program can go on with it all the same. */
const allowed: Readonly<Record<string, string>> = {
  'hub/0001_epochs: DROP INDEX `receipt_by_number`':
    'No statement named this index, and each runs without it; what goes is only that a number ' +
    'may not stand twice, which a sale kept from another disk may do (spine B4).',
}

/** Uniqueness that went with them: no released statement named it in ON CONFLICT. */
const gone = new Set(['receipt.number'])

test.each(['hub', 'feed'] as const)('each migration of the %s only adds', (name) => {
  const found = tagsIn(folderOf(name)).flatMap((tag) => {
    const script = readFileSync(new URL(`${tag}.sql`, folderOf(name)), 'utf8')
    return breaches(script).map((breach) => `${name}/${tag}: ${breach}`)
  })
  const isAllowed = (breach: string) => Object.keys(allowed).some((key) => breach.startsWith(key))
  const words = `Make it an addition, or say in \`allowed\` why an older program can go on:\n`
  expect(
    found.filter((breach) => !isAllowed(breach)),
    words,
  ).toEqual([])
})

test('what an older program could not go on with is told, with the reason', () => {
  const cases: [string, RegExp | null][] = [
    ['CREATE TABLE `a` (`b` integer NOT NULL)', null],
    ['ALTER TABLE `a` ADD `b` text', null],
    ['ALTER TABLE `a` ADD `b` integer DEFAULT 0 NOT NULL', null],
    ['CREATE INDEX `i` ON `a` (`b`)', null],
    [
      'CREATE TABLE `a` (`b` text);--> statement-breakpoint\nCREATE UNIQUE INDEX `i` ON `a` (`b`)',
      null,
    ],
    ['ALTER TABLE `a` ADD `b` integer NOT NULL', /inserts without this column/],
    ['ALTER TABLE `a` RENAME TO `b`', /under this name/],
    ['ALTER TABLE `a` DROP COLUMN `b`', /under this name/],
    ['DROP TABLE `a`', /under this name/],
    ['DROP INDEX `i`', /may rely on the index/],
    ['CREATE UNIQUE INDEX `i` ON `a` (`b`)', /may write what the new index forbids/],
    ['CREATE TABLE `__new_a` (`b` text)', /built anew/],
    ['UPDATE `a` SET `b` = 1', /rows of an older program change/],
    ['CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END', /acts on what/],
    ['PRAGMA foreign_keys = off', /not known to be an addition/],
  ]
  for (const [script, reason] of cases) {
    const [found = ''] = breaches(script)
    if (reason === null) expect(found).toBe('')
    else expect(found).toMatch(reason)
  }
})

test.each(
  (['hub', 'feed'] as const).flatMap((name) =>
    tagsIn(folderOf(name))
      .map((tag, i) => ({ name, tag, count: i }))
      .slice(1),
  ),
)(
  'the $name of before $tag is migrated with its data, and its own statements still run',
  ({ name, count }) => {
    using older = olderMigrations(folderOf(name), count)
    const dir = mkdtempSync(join(tmpdir(), 'kassa-older-'))
    const database = new Database(join(dir, 'data.db'))
    try {
      migrate(database, older.folder)
      // With rows of its own, of which none may change.
      const known = tablesOf(database)
      const withRows = known.filter(({ uniques }) => uniques.length > 0)
      const isOneRow = (table: (typeof known)[number]) =>
        table.columns.some((column) => column.name === 'one')
      for (const table of withRows) {
        insertRow(database, table, 1001)
        if (!isOneRow(table)) insertRow(database, table, 1002)
      }
      const before = withRows.map((table) => rowsOf(database, table))

      migrate(database, folderOf(name))
      for (const [i, table] of withRows.entries()) {
        expect(rowsOf(database, table)).toEqual(expect.arrayContaining(before[i] ?? []))
      }

      // The program of before: each table by all the columns and keys that it knew.
      for (const table of known) {
        if (isOneRow(table)) database.exec(`DELETE FROM "${table.name}"`)
        const isGone = (unique: readonly string[]) => gone.has(`${table.name}.${unique.join()}`)
        useTable(database, { ...table, uniques: table.uniques.filter((u) => !isGone(u)) }, 1007)
      }
      // It opens what is newer than itself, and takes nothing back.
      const tables = tablesOf(database)
      migrate(database, older.folder)
      expect(tablesOf(database)).toEqual(tables)
    } finally {
      database.close()
      rmSync(dir, { recursive: true })
    }
  },
)

test('a journal that needs a newer program says so to an older one, and to the launcher', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-older-'))
  const path = join(dir, 'journal.db')
  const database = new Database(path)
  try {
    using newest = olderMigrations(folderOf('hub'), 2)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0')
    migrate(database, newest.folder)
    expect(oldestReader(path)).toBe(0)
    // As a migration does that takes away what readers before 0001_epochs need.
    newest.add('0002_take_away', '-- oldest reader: 0001_epochs\nDROP INDEX `shift_by_till`;')
    migrate(database, newest.folder)
    expect(oldestReader(path)).toBe(2)
    using older = olderMigrations(folderOf('hub'), 1)
    const words = /needs a program that knows 2 of its migrations, and this one knows 1: switch/
    expect(() => migrate(database, older.folder)).toThrow(words)
  } finally {
    database.close()
    rmSync(dir, { recursive: true })
  }
})
