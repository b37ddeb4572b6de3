import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const databases = [
  { name: 'hub', schema: 'hub/{journal,value,pin}/schema.ts' },
  { name: 'cloud', schema: 'cloud/db/schema.ts' },
  { name: 'feed', schema: 'shared/feed/schema.ts' },
] as const

test.each(databases)(
  'the migrations of $name are what its schema says',
  { timeout: 60_000 },
  ({ name, schema }) => {
    // drizzle-kit takes its folder only from below the project's root.
    mkdirSync(join(root, '.cache'), { recursive: true })
    const copy = mkdtempSync(join(root, '.cache', 'migrations-'))
    try {
      cpSync(join(root, 'drizzle', name), copy, { recursive: true })
      const before = readdirSync(copy).sort()
      const args = [
        'generate',
        '--dialect',
        'turso',
        '--schema',
        schema,
        '--out',
        relative(root, copy),
      ]
      const kit = join(root, 'node_modules/.bin/drizzle-kit')
      // A rename makes it ask, find no terminal, and end with code 0: only its words tell.
      const said = execFileSync(kit, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })
      expect(said).toContain('No schema changes')
      expect(readdirSync(copy).sort()).toEqual(before)
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  },
)

test.each(databases)('the migrations of $name run on an empty file', ({ name }) => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-migrations-'))
  const database = new Database(join(folder, 'empty.db'))
  try {
    const files = readdirSync(join(root, 'drizzle', name)).filter((file) => file.endsWith('.sql'))
    for (const file of files.sort())
      database.exec(readFileSync(join(root, 'drizzle', name, file), 'utf8'))
    const tables = database
      .prepare("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table'")
      .get() as { n: number }
    expect(tables.n).toBeGreaterThan(5)
    expect(database.pragma('foreign_key_check', { simple: true })).toBeUndefined()
  } finally {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
