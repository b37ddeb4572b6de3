import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bytesOf, textOf } from '#hub/db/damaged-text.ts'
import { startKeepingEssentials } from '#hub/journal/salvage/essentials.ts'
import { readLog } from '#hub/journal/salvage/log.ts'
import { openSoundJournal } from '#hub/journal/salvage/open-sound-journal.ts'
import { identity, newEvent, openTestJournal, verifyChain } from './open-journal.ts'

const RUNS = Number(process.env['KASSA_TEST_SALVAGE_RUNS'] ?? 4)
/** The long version: KASSA_TEST_SALVAGE_KILLS=100. */
const KILLS = Number(process.env['KASSA_TEST_SALVAGE_KILLS'] ?? 2)
const EVENTS = 150
const A_COMMIT = 5

/** A real journal as a power cut leaves it: half of it in the file, half in the log. */
let crashed = ''
let ids: string[] = []
let bodies: string[] = []

beforeAll(async () => {
  crashed = mkdtempSync(join(tmpdir(), 'kassa-crashed-'))
  await using files = await openTestJournal()
  const { journal } = files
  const put = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const note = 'ө'.repeat((i * 137) % 4000)
        const event = newEvent({ sale: i % 2 === 0, note })
        await journal.append(event)
        ids.push(event.envelope.id)
      }),
    )
  await put(EVENTS / 2)
  // Beyond the empty tables: these events are in the file.
  while (readFileSync(files.path).length < 300_000) await sleep(50)
  // One commit at a time, so that the log holds many transactions: beside a reader it is not worked
  // into the file and begun anew.
  const reader = new Database(files.path)
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM event').get([])
  for (let i = 0; i < EVENTS / 2; i += A_COMMIT) await put(A_COMMIT)
  const events = journal.read('SELECT id, body FROM event ORDER BY seq', [])
  ids = events.map(({ id }) => String(id))
  bodies = events.map(({ body }) => String(body))
  copyFileSync(files.path, join(crashed, 'journal.db'))
  copyFileSync(`${files.path}-wal`, join(crashed, 'journal.db-wal'))
  reader.exec('ROLLBACK')
  reader.close()
  startKeepingEssentials(join(crashed, 'essentials.json'), journal).stop()
  await using sound = await openCopy(() => undefined)
  expect(sound.salvaged).toBeNull()
  expect(verifyChain(sound.journal)).toBe(ids.length)
})
afterAll(() => rmSync(crashed, { recursive: true, force: true }))

async function openCopy(damage: (dir: string) => void) {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-salvage-'))
  for (const name of readdirSync(crashed)) copyFileSync(join(crashed, name), join(dir, name))
  damage(dir)
  const readable = readableIds(dir)
  const fatal: string[] = []
  const open = () =>
    openSoundJournal({
      path: join(dir, 'journal.db'),
      onFatal: (reason) => void fatal.push(reason),
      wall: () => Date.now(),
    })
  let sound = await open()
  return {
    get journal() {
      return sound.journal
    },
    get salvaged() {
      return sound.salvaged
    },
    dir,
    readable,
    fatal,
    async again() {
      await sound.close()
      sound = await open()
      return sound
    },
    async [Symbol.asyncDispose]() {
      await sound.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** What SQLite by itself still reads of the damaged files: all of it must stay. */
function readableIds(dir: string): string[] {
  const copy = join(dir, 'look')
  mkdirSync(copy)
  try {
    for (const name of ['journal.db', 'journal.db-wal'])
      if (existsSync(join(dir, name))) copyFileSync(join(dir, name), join(copy, name))
    const database = new Database(join(copy, 'journal.db'))
    const found: string[] = []
    const next = database
      .prepare(`SELECT seq, ${bytesOf('id')}, ${bytesOf('body')} FROM event WHERE seq = ?`)
      .raw(true)
    for (let seq = 1; seq <= EVENTS; seq += 1) {
      try {
        const row = next.get([seq]) as [number, Buffer, Buffer] | undefined
        if (row === undefined) continue
        const [id, body] = row.slice(1).map(textOf)
        // SQLite reads zeros where a page was cut.
        if (id === ids[seq - 1] && body === bodies[seq - 1]) found.push(ids[seq - 1] ?? '')
      } catch {
        // Its page is damaged.
      }
    }
    database.close()
    return found
  } catch {
    return []
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
async function sellsOn(files: Awaited<ReturnType<typeof openCopy>>): Promise<void> {
  if (files.journal.identity() === null) await files.journal.adopt(identity)
  const result = await files.journal.append(newEvent({ sale: true }))
  expect(result.outcome).toBe('saved')
  expect(verifyChain(files.journal)).toBe(files.journal.head().seq)
}

function keptIds(files: Awaited<ReturnType<typeof openCopy>>): Set<string> {
  return new Set(files.journal.read('SELECT id FROM event', []).map(({ id }) => String(id)))
}

/** A share of a file; doubles by chance are nearly all next to nothing. */
const anywhere = fc.integer({ min: 0, max: 999_999 }).map((millionths) => millionths / 1e6)

test('a log that was cut anywhere costs what was behind the cut, nothing else [A5]', async () => {
  await fc.assert(
    fc.asyncProperty(anywhere, async (part) => {
      await using files = await openCopy((dir) => {
        const wal = join(dir, 'journal.db-wal')
        truncateSync(wal, Math.floor(readFileSync(wal).length * part))
      })
      const kept = keptIds(files)
      for (const id of files.readable) expect(kept.has(id), id).toBe(true)
      await sellsOn(files)
    }),
    { numRuns: Math.ceil(RUNS / 3) },
  )
}, 600_000)

test('a commit that a power cut tore is no damage, although its last frame reached the disk [A5]', async () => {
  await using files = await openCopy((dir) => tearFrameBefore(dir, 1))
  expect(files.salvaged).toBeNull()
  expect(keptIds(files).size).toBeGreaterThanOrEqual(ids.length - A_COMMIT)
  await sellsOn(files)
})

test('a torn commit that another one follows is damage: it had been saved', async () => {
  await using files = await openCopy((dir) => tearFrameBefore(dir, 2))
  expect(files.salvaged?.reason).toContain('the log is damaged in frame')
  expect(keptIds(files).size).toBeGreaterThanOrEqual(ids.length - 12)
  await sellsOn(files)
})

/** Wipes the frame before the commit frame of the newest transaction, or of an earlier one. */
function tearFrameBefore(dir: string, fromEnd: number): void {
  const path = join(dir, 'journal.db')
  const { frames } = readLog(path)
  const commits = frames.flatMap(({ isCommit }, i) => (isCommit ? [i] : []))
  const torn = frames[(commits.at(-fromEnd) ?? 0) - 1]
  if (torn?.isCommit !== false) throw new Error('that transaction has one frame')
  const wal = readFileSync(`${path}-wal`)
  wal.fill(0, torn.at, torn.at + 4120)
  writeFileSync(`${path}-wal`, wal)
}

test('a log begun anew when the power failed is no damage: what stands behind its header is old [A5]', async () => {
  await using files = await openCopy((dir) => {
    // All of the log is in the file; then its header was written with the next salts, no frame yet.
    const path = join(dir, 'journal.db')
    const database = new Database(path)
    database.exec('PRAGMA wal_autocheckpoint = 0')
    database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
    const wal = readFileSync(`${path}-wal`)
    const file = readFileSync(path)
    database.close()
    writeFileSync(path, file)
    wal.writeUInt32BE((wal.readUInt32BE(16) + 1) >>> 0, 16)
    const [a, b] = sumOf(wal.subarray(0, 24))
    wal.writeUInt32BE(a, 24)
    wal.writeUInt32BE(b, 28)
    writeFileSync(`${path}-wal`, wal)
    rmSync(`${path}-shm`, { force: true })
  })
  expect(files.salvaged).toBeNull()
  expect(keptIds(files).size).toBe(ids.length)
  await sellsOn(files)
})

test('a file that was cut anywhere keeps every record that can still be read', async () => {
  await fc.assert(
    fc.asyncProperty(anywhere, async (part) => {
      await using files = await openCopy((dir) => {
        const file = join(dir, 'journal.db')
        truncateSync(file, Math.floor(readFileSync(file).length * part))
      })
      const kept = keptIds(files)
      for (const id of files.readable) expect(kept.has(id), id).toBe(true)
      await sellsOn(files)
    }),
    { numRuns: Math.ceil(RUNS / 3) },
  )
}, 600_000)

test.each([
  ['is empty', (path: string) => truncateSync(path, 0)],
  ['holds one byte', (path: string) => truncateSync(path, 1)],
  ['is gone', (path: string) => rmSync(path)],
])('where the file %s, what its log holds is kept', async (_, damage) => {
  await using files = await openCopy((dir) => damage(join(dir, 'journal.db')))
  expect(files.salvaged?.reason).toContain('its log is not')
  const kept = keptIds(files)
  for (const id of ids.slice(EVENTS / 2)) expect(kept.has(id), id).toBe(true)
  expect(files.journal.identity()).toEqual(identity)
  await sellsOn(files)
})

test('bytes flipped anywhere cost the records they are in; the hub starts and sells', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('journal.db', 'journal.db-wal'),
      anywhere,
      fc.integer({ min: 1, max: 255 }),
      async (name, part, mask) => {
        await using files = await openCopy((dir) => flip(join(dir, name), part, mask))
        // One page holds few records; the rest of the journal is whole.
        const lost = ids.filter((id) => !keptIds(files).has(id))
        expect(lost.length, `lost of ${ids.length}`).toBeLessThanOrEqual(12)
        await sellsOn(files)
        // Told, unless nothing is gone: a flip in a free page or in an index harms no record. A last
        // commit that is not whole looks as one that a power cut stopped, of which nobody was told.
        const isLastCommit = lost.length <= A_COMMIT && lost.at(0) === ids.at(-lost.length)
        if (lost.length > 0 && !isLastCommit)
          expect(files.salvaged?.kept).toBe(ids.length - lost.length)
      },
    ),
    { numRuns: RUNS },
  )
}, 600_000)

test('a text that is not UTF-8 any more is damage, and not the end of the process', async () => {
  await using files = await openCopy((dir) => {
    const path = join(dir, 'journal.db')
    // All of it into the file: a page that the log has, too, is not read from there.
    const db = new Database(path)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    const bytes = readFileSync(path)
    bytes[bytes.lastIndexOf('өөө') + 1] = 0x28
    writeFileSync(path, bytes)
  })
  expect(files.salvaged?.kept).toBeGreaterThanOrEqual(ids.length - 12)
  await sellsOn(files)
})

test('the damaged files are kept aside, and the salvage is told with its figures', async () => {
  const { hubId, epoch, token, feedId, lookupKey, profile } = identity
  const kept = { one: 1, hub_id: hubId, epoch, token, feed_id: feedId, lookup_key: lookupKey }
  await using files = await openCopy((dir) => {
    writeFileSync(join(dir, 'journal.db'), 'gone')
    const essentials = { identity: [{ ...kept, profile, cloud_seq: 0 }] }
    writeFileSync(join(dir, 'essentials.json'), JSON.stringify(essentials))
  })
  expect(files.journal.identity()).toEqual(identity)
  const { salvaged } = files
  expect(salvaged).toMatchObject({ isJournaled: false })
  expect(readFileSync(join(salvaged?.aside ?? '', 'journal.db'), 'utf8')).toBe('gone')
  expect(existsSync(join(salvaged?.aside ?? '', 'journal.db-wal'))).toBe(true)
  // What is saved now lies under the journal's own name, where a restart finds it.
  await files.journal.append(newEvent())
  expect(readFileSync(join(files.dir, 'journal.db-wal')).length).toBeGreaterThan(0)
  const again = await files.again()
  expect(again.salvaged).toEqual(salvaged)
})

test('a salvage cut at its start or its end is gone on with by the next start', async () => {
  const reason = 'found while it ran'
  await using begun = await openCopy((dir) => {
    const aside = join(dir, 'damaged-now')
    mkdirSync(aside)
    // Moved, and the new file not yet there.
    for (const name of ['journal.db', 'journal.db-wal']) {
      copyFileSync(join(dir, name), join(aside, name))
      rmSync(join(dir, name))
    }
    writeFileSync(join(dir, 'journal.db.damaged'), JSON.stringify({ reason, aside }))
    writeFileSync(join(dir, 'journal.db.new'), 'half')
  })
  expect(keptIds(begun).size).toBe(ids.length)
  expect(begun.salvaged).toMatchObject({ reason, lost: 0, kept: ids.length })
  await sellsOn(begun)
})

test('a salvage cut between its two renames keeps the log that it moved first', async () => {
  await using begun = await openCopy((dir) => {
    const aside = join(dir, 'damaged-now')
    mkdirSync(aside)
    renameSync(join(dir, 'journal.db-wal'), join(aside, 'journal.db-wal'))
    writeFileSync(join(dir, 'journal.db.damaged'), JSON.stringify({ reason: 'a page', aside }))
  })
  expect(keptIds(begun).size).toBe(ids.length)
  expect(begun.salvaged).toMatchObject({ lost: 0, kept: ids.length })
  await sellsOn(begun)
})

test('a salvage that is killed at any moment loses nothing: the next start ends it', async () => {
  const kills = Array.from({ length: KILLS }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kassa-salvage-kill-'))
    try {
      for (const name of readdirSync(crashed)) copyFileSync(join(crashed, name), join(dir, name))
      writeFileSync(join(dir, 'journal.db.damaged'), JSON.stringify({ reason: 'a page' }))
      await killSalvage(join(dir, 'journal.db'))
      const open = { onFatal: () => undefined, wall: () => Date.now() }
      const sound = await openSoundJournal({ path: join(dir, 'journal.db'), ...open })
      try {
        expect(verifyChain(sound.journal)).toBe(ids.length)
        expect(sound.salvaged).toMatchObject({ reason: 'a page', lost: 0, kept: ids.length })
        expect(existsSync(join(sound.salvaged?.aside ?? '', 'journal.db-wal'))).toBe(true)
      } finally {
        await sound.close()
      }
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })
  await Promise.all(kills)
}, 300_000)

/** Its names in the folder change some twenty times; killed after one of these changes. */
async function killSalvage(path: string): Promise<void> {
  const script = fileURLToPath(new URL('./salvage-once.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  let left = 1 + Math.floor(Math.random() * 25)
  const watcher = watch(dirname(path), () => {
    left -= 1
    if (left === 0) child.kill('SIGKILL')
  })
  child.stdin.write('now\n')
  await ended
  watcher.close()
}

test('receipt numbers of lost receipts are not given out again [B4]', async () => {
  await using files = await openCopy((dir) => {
    const wal = join(dir, 'journal.db-wal')
    truncateSync(wal, Math.floor(readFileSync(wal).length * 0.6))
    const reason = 'a page'
    writeFileSync(join(dir, 'journal.db.damaged'), JSON.stringify({ reason }))
  })
  const sold = await files.journal.append(newEvent({ sale: true }))
  const counter = 'number' in sold ? Number(sold.number?.split('-')[3]) : 0
  expect(counter).toBeGreaterThan(EVENTS / 2)
})

test('a damaged page that a running hub meets ends it, and the next start mends the journal', async () => {
  await using files = await openCopy(() => undefined)
  expect(() => files.journal.read('SELECT x FROM nowhere', [])).toThrow()
  expect(files.fatal).toEqual([])
  const path = join(files.dir, 'journal.db')
  await vi.waitUntil(
    () => {
      const bytes = readFileSync(path)
      const file = openSync(path, 'r+')
      // A run of pages in the middle, under a hub that has the file open.
      writeSync(
        file,
        Buffer.alloc(4096 * 10, 255),
        0,
        4096 * 10,
        Math.floor(bytes.length / 8192) * 4096,
      )
      closeSync(file)
      try {
        for (let seq = 1; seq <= EVENTS; seq += 1) files.journal.eventBySeq(seq)
      } catch {
        return true
      }
      return false
    },
    { timeout: 15_000, interval: 200 },
  )
  expect(files.fatal).toEqual([expect.stringContaining('the next start saves what it holds')])
  const again = await files.again()
  expect(again.salvaged?.reason).toContain('malformed')
  expect((await again.journal.append(newEvent({ sale: true }))).outcome).toBe('saved')
})

/** The log's checksum over little-endian words (https://sqlite.org/fileformat2.html, 4.2). */
function sumOf(bytes: Buffer): [number, number] {
  let a = 0
  let b = 0
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + bytes.readUInt32LE(at) + b) >>> 0
    b = (b + bytes.readUInt32LE(at + 4) + a) >>> 0
  }
  return [a, b]
}

function flip(path: string, part: number, mask: number): void {
  const bytes = readFileSync(path)
  const at = Math.floor(bytes.length * part)
  bytes[at] = (bytes[at] ?? 0) ^ mask
  writeFileSync(path, bytes)
}
