import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { type Feed, openFeed } from '#cloud/feed/feed.ts'
import type { FeedWriter } from '#cloud/feed/feed-table.ts'
import { FRAME_BYTES, isCommit } from '#cloud/feed/wal.ts'
import { diskSteps, namesGiven, unsafeNames } from '#test/support/disk-steps.ts'

const name = 'feed-nom-1'
let ids = 0
const open = (folder: string) =>
  openFeed({ folder, name, newFeedId: () => `id${(ids += 1)}`, build: async () => '{}' })
async function withFeed(run: (feed: Feed, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-feed-'))
  const feed = await open(folder)
  try {
    await run(feed, folder)
  } finally {
    await feed.close()
    rmSync(folder, { recursive: true })
  }
}
const put = (feed: Feed, value: string, key = value) =>
  feed.commit((writer) => {
    writer.apply({ table: 'setting', scope: 'key', values: [key], rows: [[key, value]] })
  })
/** What a power cut at this moment would leave, opened anew. */
async function afterCrash(
  folder: string,
  look: (feed: Feed, folder: string) => Promise<unknown>,
  meanwhile: (file: string) => void = () => undefined,
) {
  const copy = mkdtempSync(join(tmpdir(), 'kassa-crash-'))
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true })
  rmSync(join(copy, `${name}.db-shm`), { force: true })
  meanwhile(join(copy, `${name}.db`))
  const feed = await open(copy)
  await look(feed, copy)
  await feed.close()
  rmSync(copy, { recursive: true })
}
/** As an admin's tool does when it is the last to close the file. */
function checkpoint(file: string): void {
  const db = new Database(file)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}

test('frames are answered up to the last commit, then the end, then nothing of this history', () =>
  withFeed(async (feed) => {
    expect(feed.frames(1, 1)).toEqual({ kind: 'end', generation: 1 })
    const frames = (await put(feed, 'a')) + (await put(feed, 'b'))
    expect(feed.position()).toEqual({ generation: 1, frame: frames })
    const answer = feed.frames(1, 1)
    expect(answer.kind === 'frames' && answer.bytes.length).toBe(frames * FRAME_BYTES)
    expect(answer.kind === 'frames' && isCommit(answer.bytes, frames - 1)).toBe(true)
    expect(feed.frames(1, frames + 1)).toEqual({ kind: 'end', generation: 1 })
    expect(feed.frames(1, frames + 2)).toEqual({ kind: 'gone' })
    expect(feed.frames(2, 1)).toEqual({ kind: 'gone' })
    expect(feed.frames(1, 0)).toEqual({ kind: 'gone' })
    await feed.roll()
    expect(feed.frames(1, 1)).toEqual(answer)
    expect(feed.frames(1, frames + 1)).toEqual({ kind: 'end', generation: 2 })
    expect(feed.frames(1, frames + 2)).toEqual({ kind: 'gone' })
    expect(feed.frames(2, 1)).toEqual({ kind: 'end', generation: 2 })
  }))

test('the present and two finished generations are kept', () =>
  withFeed(async (feed, folder) => {
    for (let generation = 1; generation <= 4; generation += 1) {
      await put(feed, `g${generation}`)
      await feed.export(generation)
      await feed.roll()
    }
    const kinds = [1, 2, 3, 4, 5].map((generation) => feed.frames(generation, 1).kind)
    expect(kinds).toEqual(['gone', 'gone', 'frames', 'frames', 'end'])
    const kept = readdirSync(folder).filter((file) => /-g[12]\./.test(file))
    expect(kept).toEqual([])
    // A roll without a commit ends nothing.
    await feed.roll()
    expect(feed.position()).toEqual({ generation: 5, frame: 0 })
  }))

test('an export is the file as the generation began, whatever happens during the download', () =>
  withFeed(async (feed, folder) => {
    await put(feed, 'before')
    await feed.roll()
    const began = readFileSync(join(folder, `${name}.db`))
    await put(feed, 'after')
    const [copy, same] = await Promise.all([feed.export(2), feed.export(2)])
    expect(copy).toEqual(same)
    await feed.roll()
    expect(copy && readFileSync(copy.path).equals(began)).toBe(true)
    expect(copy?.sha256).toBe(createHash('sha256').update(began).digest('hex'))
    expect(await feed.export(2)).toEqual(copy)
    expect(await feed.export(1)).toBeUndefined()
  }))

test('what a feed gives a name is on the disk before it, and an archive before the note that leaves it [A3 rules 5, 6, 7]', () =>
  withFeed(async (feed, folder) => {
    const steps = await diskSteps(async () => {
      await put(feed, 'a')
      await feed.export(1)
      await feed.roll()
    })
    expect(unsafeNames(steps, folder)).toEqual([])
    const names = namesGiven(steps, folder)
    const note = `${name}.note.json`
    expect(names).toEqual(expect.arrayContaining([`${name}-g1.db`, `${name}-g1.db.gz`]))
    expect(names.indexOf(`${name}-g1.wal`)).toBeGreaterThan(names.indexOf(note))
    expect(names.indexOf(`${name}-g1.wal`)).toBeLessThan(names.lastIndexOf(note))
  }))

test('a long log is worked into the file beside the cloud, which takes nobody for a stranger [A3 rule 6]', () =>
  withFeed(async (feed, folder) => {
    const frames = await feed.alter((db) => {
      const insert = db.prepare('INSERT INTO setting (key, value) VALUES (?, ?)')
      for (let row = 0; row < 3000; row += 1) insert.run([`k${row}`, 'x'.repeat(4000)])
    })
    const log = join(folder, `${name}.db-wal`)
    const last = feed.frames(1, frames)
    const rolled = feed.roll()
    const settings = (again: Feed) =>
      again.alter((db) => {
        expect(db.prepare('SELECT count(*) FROM setting').raw(true).all()).toEqual([[3000]])
        expect(db.prepare('PRAGMA quick_check').raw(true).all()).toEqual([['ok']])
      })
    while (feed.position().generation === 1) await setImmediate()
    await afterCrash(folder, settings)
    await rolled
    expect(statSync(log).size).toBe(0)
    feed.checkAlone()
    expect(feed.frames(1, frames)).toEqual(last)
    await settings(feed)
    await put(feed, 'next')
    feed.checkAlone()
    expect(feed.position().generation).toBe(2)
  }))

test('a crash after commits ends the generation without losing or renumbering a frame', () =>
  withFeed(async (feed, folder) => {
    await put(feed, 'a')
    await put(feed, 'b')
    const { frame } = feed.position()
    const served = feed.frames(1, 1)
    await afterCrash(folder, async (again) => {
      expect(again.feedId).toBe(feed.feedId)
      expect(again.position()).toEqual({ generation: 2, frame: 0 })
      expect(again.frames(1, 1)).toEqual(served)
      expect(again.frames(1, frame + 1)).toEqual({ kind: 'end', generation: 2 })
    })
  }))

test('a crash before the log’s salts are noted leaves its commits to be served: no replica begins anew [A3 rule 5]', () =>
  withFeed(async (feed, folder) => {
    const frames = await put(feed, 'a')
    const served = feed.frames(1, 1)
    const look = async (again: Feed) => {
      expect(again.feedId).toBe(feed.feedId)
      expect(again.frames(1, 1)).toEqual(served)
      expect(again.frames(1, frames + 1)).toEqual({ kind: 'end', generation: 2 })
      expect(again.position()).toEqual({ generation: 2, frame: 0 })
    }
    await afterCrash(folder, look, (file) => {
      const note = file.replace(/db$/, 'note.json')
      const noted = JSON.parse(readFileSync(note, 'utf8')) as object
      writeFileSync(note, JSON.stringify({ ...noted, salts: null }))
    })
  }))

test('a crash in the middle of a roll finishes the roll', () =>
  withFeed(async (feed, folder) => {
    await put(feed, 'a')
    const { frame } = feed.position()
    const log = readFileSync(join(folder, `${name}.db-wal`))
    const file = readFileSync(join(folder, `${name}.db`))
    await feed.roll()
    // The note is of generation 2, but its checkpoint never happened.
    const copy = mkdtempSync(join(tmpdir(), 'kassa-crash-'))
    cpSync(folder, copy, { recursive: true })
    writeFileSync(join(copy, `${name}.db-wal`), log)
    writeFileSync(join(copy, `${name}.db`), file)
    rmSync(join(copy, `${name}.db-shm`), { force: true })
    const again = await open(copy)
    expect(again.position()).toEqual({ generation: 2, frame: 0 })
    expect(again.frames(1, frame + 1)).toEqual({ kind: 'end', generation: 2 })
    expect(await again.commit(() => undefined)).toBe(0)
    expect(await put(again, 'b')).toBeGreaterThan(0)
    expect(again.position().generation).toBe(2)
    await again.close()
    rmSync(copy, { recursive: true })
  }))

test('a log that was emptied behind our back takes its generation with it [A5]', () =>
  withFeed(async (feed, folder) => {
    await put(feed, 'a')
    await afterCrash(folder, async (again) => expect(again.feedId).toBe(feed.feedId), checkpoint)
    await afterCrash(
      folder,
      async (again) => {
        expect(again.position()).toEqual({ generation: 2, frame: 0 })
        expect(again.frames(1, 1)).toEqual({ kind: 'gone' })
      },
      checkpoint,
    )
  }))

test('a feed that lost commits, or holds rows of somebody else, is built anew [A5]', () =>
  withFeed(async (feed, folder) => {
    await put(feed, 'a')
    const strangers: ((file: string) => void)[] = [
      (file) => rmSync(`${file}-wal`),
      (file) => {
        const db = new Database(file)
        db.exec("UPDATE setting SET value = 'not ours'")
        checkpoint(file)
        db.close()
      },
    ]
    for (const stranger of strangers) {
      const look = async (again: Feed) => {
        expect(again.feedId).not.toBe(feed.feedId)
        expect(again.position()).toEqual({ generation: 1, frame: 0 })
      }
      await afterCrash(folder, look, stranger)
    }
    await feed.roll()
    await feed.close()
    const stopped = await open(folder)
    expect(stopped.feedId).toBe(feed.feedId)
    await stopped.close()
    strangers[1]?.(join(folder, `${name}.db`))
    const edited = await open(folder)
    expect(edited.feedId).not.toBe(feed.feedId)
    await edited.close()
  }))

test('a log begun anew beside us is served to nobody, and ends its generation [A5]', () =>
  withFeed(async (feed, folder) => {
    const file = join(folder, `${name}.db`)
    await put(feed, 'a')
    const { frame } = feed.position()
    feed.checkAlone()
    // Copied into the file while we live: our next commit begins the log from its first frame.
    const reader = new Database(file)
    reader.exec('PRAGMA wal_checkpoint(PASSIVE)')
    reader.close()
    feed.checkAlone()
    expect(feed.frames(1, 1).kind).toBe('frames')
    // Also where the new log grows longer than ours was.
    for (let round = 0; round < 5; round += 1) await put(feed, `b${round}`, 'b')
    expect(feed.position().frame).toBe(frame)
    expect(feed.frames(1, 1)).toEqual({ kind: 'gone' })
    // Nor is a replica that has all of it told that nothing more came.
    expect(feed.frames(1, frame + 1)).toEqual({ kind: 'gone' })
    expect(() => feed.checkAlone()).toThrow('another program')
    await feed.abandon()
    const again = await open(folder)
    expect(again.feedId).toBe(feed.feedId)
    expect(again.position()).toEqual({ generation: 2, frame: 0 })
    await again.alter((db) => {
      expect(db.prepare('SELECT key FROM setting ORDER BY 1').raw(true).all()).toEqual([
        ['a'],
        ['b'],
      ])
    })
    await again.close()
  }))

test('a commit of another program is noticed while that still has the feed open [A3 rule 2]', () =>
  withFeed(async (feed, folder) => {
    await put(feed, 'a')
    const stranger = new Database(join(folder, `${name}.db`))
    expect(stranger.prepare('SELECT value FROM setting').raw(true).all()).toEqual([['a']])
    feed.checkAlone()
    stranger.exec("PRAGMA wal_autocheckpoint=0; UPDATE setting SET value = 'not ours'")
    expect(() => feed.checkAlone()).toThrow('another program wrote into it')
    await feed.abandon()
    stranger.close()
    const again = await open(folder)
    expect(again.feedId).not.toBe(feed.feedId)
    await again.close()
  }))

test('a feed whose build was cut is built again under a new id', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-feed-'))
  const failing = openFeed({
    folder,
    name,
    newFeedId: () => 'half',
    build: async (db) => {
      db.exec("INSERT INTO setting VALUES ('half', 'built')")
      throw new Error('power cut')
    },
  })
  await expect(failing).rejects.toThrow('power cut')
  expect(existsSync(join(folder, `${name}.note.json`))).toBe(false)
  const feed = await open(folder)
  expect(feed.feedId).not.toBe('half')
  await feed.alter((db) => {
    expect(db.prepare('SELECT count(*) FROM setting').raw(true).all()).toEqual([[0]])
  })
  await feed.close()
  rmSync(folder, { recursive: true })
})

test('a transaction that fails leaves nothing behind', () =>
  withFeed(async (feed) => {
    const before = feed.digest(1, 0)
    const failed = feed.commit((writer) => {
      writer.apply({ table: 'setting', scope: 'key', values: ['x'], rows: [['x', 'y']] })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(feed.position().frame).toBe(0)
    expect(feed.digest(1, 0)).toEqual(before)
    expect(await put(feed, 'a')).toBeGreaterThan(0)
  }))

test('an answer ends at a commit and holds at most 4 MiB', () =>
  withFeed(async (feed) => {
    const before = await put(feed, 'before')
    const large = await feed.alter((db) => {
      const insert = db.prepare('INSERT INTO setting (key, value) VALUES (?, ?)')
      for (let row = 0; row < 1500; row += 1) insert.run([`k${row}`, 'x'.repeat(4000)])
    })
    expect(large).toBeGreaterThan(1100)
    const framesFrom = (start: number) => {
      const answer = feed.frames(1, start)
      return answer.kind === 'frames' ? answer.bytes.length / FRAME_BYTES : answer.kind
    }
    // The large one does not fit beside the first, so a replica gets that alone, whole.
    expect(framesFrom(1)).toBe(before)
    expect(framesFrom(before + 1)).toBe(1018)
    expect(framesFrom(before + 1 + 1018)).toBe(large - 1018)
    const small = await put(feed, 'small')
    expect(framesFrom(before + large)).toBe(1 + small)
    const both = feed.frames(1, before + large)
    expect(both.kind === 'frames' && isCommit(both.bytes, 0)).toBe(true)
  }))

test('of a transaction under way nothing is served, though its frames stand in the log already [A3 rule 3]', () =>
  withFeed(async (feed, folder) => {
    await put(feed, 'a')
    const { frame } = feed.position()
    const ids = Array.from({ length: 900 }, (_, index) => index + 1)
    const rows = ids.map((id) => [id, null, 'x'.repeat(3000), 'pos'] as const)
    const frames = await feed.commit((writer) => {
      writer.apply({ table: 'category', scope: 'id', values: ids, rows })
      const inLog = statSync(join(folder, `${name}.db-wal`)).size / FRAME_BYTES
      expect(inLog).toBeGreaterThan(frame + 400)
      expect(feed.position().frame).toBe(frame)
      expect(feed.frames(1, frame + 1)).toEqual({ kind: 'end', generation: 1 })
      expect(feed.frames(1, frame + 2)).toEqual({ kind: 'gone' })
    })
    expect(feed.position().frame).toBe(frame + frames)
    expect(feed.frames(1, frame + 2).kind).toBe('frames')
  }))

test('a transaction of too many frames is undone before COMMIT, and nobody meets its traces [A3.8]', () =>
  withFeed(async (feed, folder) => {
    await put(feed, 'a')
    const { frame } = feed.position()
    const digest = feed.digest(1, frame)
    const served = feed.frames(1, 1)
    const many = (count: number) => (writer: FeedWriter) => {
      const ids = Array.from({ length: count }, (_, index) => index + 1)
      const words = 'x'.repeat(3000)
      const rows = ids.map((id) => [id, null, words, 'pos'] as const)
      writer.apply({ table: 'category', scope: 'id', values: ids, rows })
    }
    for (const count of [1000, 900]) {
      const answer = await feed.commitWithin(500, many(count))
      expect(answer.outcome).toBe('too-large')
      expect(answer.frames).toBeGreaterThan(count * 0.9)
    }
    expect(feed.position().frame).toBe(frame)
    expect(feed.digest(1, frame)).toEqual(digest)
    expect(feed.frames(1, 1)).toEqual(served)
    await afterCrash(folder, async (again) => {
      expect(again.frames(1, 1)).toEqual(served)
      expect(again.frames(1, frame + 1)).toEqual({ kind: 'end', generation: 2 })
    })
    const small = await feed.commitWithin(500, many(100))
    expect(small.outcome).toBe('committed')
    expect(small.frames).toBeLessThan(300)
    expect(feed.position().frame).toBe(frame + small.frames)
    const answer = feed.frames(1, frame + 1)
    expect(answer.kind === 'frames' && answer.bytes.length).toBe(small.frames * FRAME_BYTES)
    expect(answer.kind === 'frames' && isCommit(answer.bytes, small.frames - 1)).toBe(true)
    await afterCrash(folder, async (again) => {
      expect(again.frames(1, frame + 1)).toEqual(answer)
      await again.alter((db) => {
        expect(db.prepare('SELECT count(*) FROM category').raw(true).all()).toEqual([[100]])
        expect(db.prepare('PRAGMA quick_check').raw(true).all()).toEqual([['ok']])
      })
    })
  }))

test('the first transaction of a generation may be undone too [A3.8]', () =>
  withFeed(async (feed, folder) => {
    const answer = await feed.commitWithin(1, (writer) =>
      writer.apply({ table: 'setting', scope: 'key', values: ['a'], rows: [['a', 'b']] }),
    )
    expect(answer.outcome).toBe('too-large')
    await afterCrash(folder, async (again) => {
      expect(again.position().frame).toBe(0)
    })
    expect(await put(feed, 'a')).toBeGreaterThan(0)
    expect(feed.frames(1, 1).kind).toBe('frames')
    await feed.roll()
    expect(feed.position()).toEqual({ generation: 2, frame: 0 })
  }))
