import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Journal } from '#hub/journal/journal.ts'
import { pruneStatements } from '#hub/journal/prune.ts'
import { openSoundJournal } from '#hub/journal/salvage/open-sound-journal.ts'
import { makeLargeJournal } from './large-journal.ts'
import { newEvent } from './open-journal.ts'

const SALES = 12_600
const PRUNED = 12_000
/** As many records as one page holds are lost with it. */
const A_PAGE = 6

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kassa-pruned-'))
  makeLargeJournal(join(folder, 'whole.db'), SALES, 700)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a salvage of a pruned journal keeps what is live; what was pruned does not come back', async () => {
  await using box = await openBox((database) => prune(database, PRUNED))
  await expectLive(box.journal, box.salvaged)
})

test('a pruned record that is left over far below costs no live one', async () => {
  await using box = await openBox((database) => {
    prune(database, 1000)
    // The pages of the next ones are used again, or wiped.
    database.exec('PRAGMA secure_delete = ON')
    prune(database, PRUNED)
  })
  await expectLive(box.journal, box.salvaged)
})

test('where the list of free pages is gone, the copy of the essentials knows what was pruned', async () => {
  await using box = await openBox((database) => prune(database, PRUNED), 'header')
  expect(box.salvaged?.kept).toBe(SALES - PRUNED)
  expect(seqs(box.journal)).toEqual({ first: PRUNED + 1, events: SALES - PRUNED })
})

function prune(database: Database.Database, upTo: number): void {
  for (let done = 1000; done <= upTo; done += 1000)
    for (const { sql, args } of pruneStatements(done)) database.prepare(sql).run(args)
}

function seqs(journal: Journal): object {
  const [row] = journal.read('SELECT min(seq) AS first, count(*) AS events FROM event', [])
  return { ...row }
}

async function expectLive(
  journal: Journal,
  salvaged: { readonly kept: number; readonly lost: number } | null,
): Promise<void> {
  const live = SALES - PRUNED
  expect(salvaged?.kept).toBeGreaterThanOrEqual(live - A_PAGE)
  expect(salvaged?.kept).toBeLessThan(live)
  expect(salvaged?.lost).toBe(live - (salvaged?.kept ?? 0))
  expect(seqs(journal)).toEqual({ first: PRUNED + 1, events: salvaged?.kept })
  expect(journal.head().seq).toBe(SALES)
  expect(journal.read('SELECT count(*) AS n FROM receipt WHERE seq <= ?', [PRUNED])).toEqual([
    { n: 0 },
  ])
  expect((await journal.append(newEvent({ sale: true }))).outcome).toBe('saved')
}

async function openBox(
  change: (database: Database.Database) => void,
  damaged: 'record' | 'header' = 'record',
) {
  const dir = mkdtempSync(join(folder, 'box-'))
  const path = join(dir, 'journal.db')
  copyFileSync(join(folder, 'whole.db'), path)
  const database = new Database(path)
  database.exec('BEGIN')
  change(database)
  database.exec('COMMIT')
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  const open = () => openSoundJournal({ path, onFatal: () => undefined, wall: () => Date.now() })
  if (damaged === 'header') await (await open()).close()
  const bytes = readFileSync(path)
  if (damaged === 'header') bytes.fill(0, 0, 100)
  else {
    // In the body of a live record.
    const at = bytes.lastIndexOf(`S1-T1-1-0${SALES - 100}`)
    bytes.fill(0xff, at - 200, at + 1)
  }
  writeFileSync(path, bytes)
  if (damaged === 'record') writeFileSync(`${path}.damaged`, JSON.stringify({ reason: 'a page' }))
  const sound = await open()
  return {
    journal: sound.journal,
    salvaged: sound.salvaged,
    async [Symbol.asyncDispose]() {
      await sound.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
