import { existsSync, statSync, truncateSync } from 'node:fs'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import type { TableSums } from '#shared/feed/digest.ts'
import { createWriteQueue } from '../db/writer.ts'
import { buildFeed, migrate } from './build.ts'
import {
  CACHE_PAGES,
  flushSearchWords,
  openWriter,
  truncateLog,
  type WriterDatabase,
} from './connection.ts'
import type { ChangeClass } from './cut.ts'
import {
  createDigests,
  type FramesByKind,
  type PendingSums,
  scanFeed,
  toldSums,
} from './digests.ts'
import { createExports, type FeedExport } from './exports.ts'
import { createFeedWriter, type FeedWriter } from './feed-table.ts'
import { countFrames, readFrames } from './frames.ts'
import { type FeedNote, writeNote } from './note.ts'
import {
  type FeedPaths,
  feedPaths,
  generationPath,
  removeGenerations,
  removeUnfinished,
} from './paths.ts'
import { archive, nextGeneration, recover } from './recover.ts'
import { areRowsOurs, isInDoubt, noteFile, suspect } from './strangers.ts'
import { FRAME_BYTES, frameOffset, saltsOf } from './wal.ts'

export type FramesAnswer =
  | { readonly kind: 'frames'; readonly bytes: Buffer; readonly frames: FramesByKind }
  /** Nothing more in this generation; `generation` is the current one. */
  | { readonly kind: 'end'; readonly generation: number }
  /** Not of this history, or no longer kept: the replica must be built anew. */
  | { readonly kind: 'gone' }

/** May take turns of the event loop: nobody else writes meanwhile, and nobody sees a part. */
export type WriteFeed = (writer: FeedWriter) => void | Promise<void>

export type CommitAnswer =
  | { readonly outcome: 'committed'; readonly frames: number }
  /** It would have taken at least so many frames. */
  | { readonly outcome: 'too-large'; readonly frames: number }

/** One company's feed: a database with one writer, its log served to replicas frame by frame. */
export interface Feed extends AsyncDisposable {
  readonly feedId: string
  /** Current generation and how many of its frames may be served. */
  position(): FeedPosition
  /** One durable transaction; answers how many frames it took. */
  commit(write: WriteFeed): Promise<number>
  /** The same if it takes at most so many frames, measured before COMMIT; else nothing is written. */
  commitWithin(framesMax: number, write: WriteFeed, kind?: ChangeClass): Promise<CommitAnswer>
  /** A transaction of any statements, as for a new column; its digest is taken by a scan. */
  alter(change: (db: WriterDatabase) => void): Promise<number>
  /** Row sums at a commit; undefined where frame is none, or the generation is not kept. */
  digest(generation: number, frame: number): TableSums | undefined
  /**
   * From `start` on, up to 4 MiB: `end`, which is not among them, is a wish (spine rule 4). But one
   * frame is asked for to know whether there is any: that answer must cost no more.
   */
  frames(generation: number, start: number, end?: number): FramesAnswer
  /** Frames that a replica here lacks; undefined where it cannot go on. */
  lag(position: FeedPosition): number | undefined
  /** The file as it was when the generation began; undefined unless kept. */
  export(generation: number): Promise<FeedExport | undefined>
  /**
   * Throws where another connection wrote into the file or emptied its log (spine rule 2), or where
   * the file is gone: open the feed again, which ends the generation, and builds a new feed where the rows are not ours.
   */
  checkAlone(): void
  /**
   * Ends the generation: its frames are archived and worked into the file. A reader may hold up the
   * latter: frames are served meanwhile, and nothing is written (spine rule 6).
   */
  roll(): Promise<void>
  /** Tries once to end what a reader held up; false: nothing may be written yet. */
  finishRoll(): Promise<boolean>
  /** A reader holds up the end of a roll, and with it everything that is to be written. */
  isHeldUp(): boolean
  /** Rolls, so that nobody who opens the file meanwhile can harm a history. */
  close(): Promise<void>
  /** Closes it as it is: opening it again recovers. */
  abandon(): Promise<void>
}

/** Finished generations that a replica may still catch up through (spine rule 6). */
const KEPT_GENERATIONS = 2

export interface OpenFeedOptions {
  readonly folder: string
  readonly name: string
  readonly newFeedId: () => string
  /** Fills a feed that does not exist yet, and answers its cursor's text. */
  readonly build: (db: WriterDatabase) => Promise<string>
  /** Somebody else wrote into the file: it is thrown away. */
  readonly onForeignRows?: () => void
}

export async function openFeed(options: OpenFeedOptions): Promise<Feed> {
  const { folder, name, newFeedId, build } = options
  const paths = feedPaths(folder, name)
  const doubt = isInDoubt(paths)
  let note = (await recover(paths)) ?? (await buildFeed(paths, newFeedId(), build))
  let db = openWriter(paths.db)
  try {
    if (doubt && !(await areRowsOurs(paths, db))) {
      options.onForeignRows?.()
      db.close()
      note = await buildFeed(paths, newFeedId(), build)
      db = openWriter(paths.db)
    }
    return await serveFeed(paths, note, db)
  } catch (error) {
    // Left open it would be a second writer beside the next opening's (spine rule 2).
    db.close()
    throw error
  }
}

async function serveFeed(paths: FeedPaths, found: FeedNote, db: WriterDatabase): Promise<Feed> {
  const queue = createWriteQueue()
  let note = found
  let served = 0
  /** The log still holds the frames of a generation before: no commit until it is empty. */
  let mustTruncate = true
  let isMigrated = false
  let isClosed = false
  removeUnfinished(paths)
  prune()
  const framesBefore = countFrames(generationPath(paths, note.generation - 1, 'wal'))
  const digests = createDigests(
    paths,
    toldSums(paths, note.generation, framesBefore) ?? (await scanFeed(db)),
  )
  digests.startGeneration(note.generation)
  let pending: PendingSums = digests.begin()
  const writer = createFeedWriter(db, (table) => pending.of(table))
  const exports = createExports(paths, queue, () => finishRoll(1))
  const versionOfOthers = db.prepare('PRAGMA data_version').raw(true)
  const otherCommits = () => Number((versionOfOthers.get([]) as number[])[0])
  const othersBefore = otherCommits()
  const file = inodeOf(paths.db)

  function prune(): void {
    removeGenerations(paths, (generation) => generation < note.generation - KEPT_GENERATIONS)
  }

  /** Only what COMMIT has returned for is counted: before that its fsync may still fail (rule 3). */
  function countCommitted(): number {
    const before = served
    const frames = countFrames(paths.wal) ?? 0
    const salts = frames > 0 ? saltsOf(paths.wal) : null
    if (note.salts === null && salts !== null) {
      note = { ...note, salts }
      writeNote(paths, note)
    }
    // Begun anew behind our back: what COMMIT wrote is safe, but no frame of this history.
    if (salts !== note.salts) return 0
    served = frames
    return served - before
  }

  const rollNow = async (): Promise<void> => {
    if (served > 0) {
      await archive(paths, note, served)
      note = nextGeneration(paths, note, note.salts)
      digests.startGeneration(note.generation)
      served = 0
      mustTruncate = true
    }
    await finishRoll()
    prune()
  }
  const finishRoll = async (attempts?: number): Promise<boolean> => {
    if (mustTruncate) {
      if (!(await truncateLog(db, paths, attempts))) return false
      mustTruncate = false
      noteFile(paths)
    }
    if (!isMigrated) {
      migrate(db)
      isMigrated = true
      if (countCommitted() > 0) digests.replace(note.generation, served, await scanFeed(db))
    }
    return true
  }
  const close = async (end: () => Promise<void>): Promise<void> => {
    await queue(async () => {
      if (isClosed) return
      await end()
      isClosed = true
      db.close()
      if (!mustTruncate && served === 0 && inodeOf(paths.db) === file) noteFile(paths)
    })
    await exports.settled()
  }
  const closeRolled = () => close(rollNow)

  /** Undo, also of what stands in the log already: nothing after the served frames is valid. */
  const rollback = (): void => {
    db.exec('ROLLBACK')
    if (existsSync(paths.wal)) truncateSync(paths.wal, served === 0 ? 0 : frameOffset(served + 1))
  }
  const transaction = async (
    framesMax: number,
    write: () => void | Promise<void>,
  ): Promise<CommitAnswer> => {
    if (!(await finishRoll())) {
      throw new Error(`somebody reads ${paths.db} in one long transaction: it cannot be written`)
    }
    db.exec('BEGIN IMMEDIATE')
    try {
      await write()
      if (framesMax < Number.POSITIVE_INFINITY) {
        flushSearchWords(db)
        const frames = (countFrames(paths.wal) ?? 0) - served + CACHE_PAGES
        if (frames > framesMax) {
          rollback()
          return { outcome: 'too-large', frames }
        }
      }
    } catch (error) {
      rollback()
      throw error
    }
    db.exec('COMMIT')
    return { outcome: 'committed', frames: countCommitted() }
  }
  const commitWithin = (framesMax: number, write: WriteFeed, kind: ChangeClass = 'urgent') =>
    queue(async () => {
      pending = digests.begin()
      const answer = await transaction(framesMax, () => write(writer))
      if (answer.outcome === 'committed') pending.keep(note.generation, served, kind)
      return answer
    })
  const unlimited = Number.POSITIVE_INFINITY

  await finishRoll()
  return {
    feedId: note.feedId,
    position: () => ({ generation: note.generation, frame: served }),
    commit: async (write) => (await commitWithin(unlimited, write)).frames,
    commitWithin,
    alter: (change) =>
      queue(async () => {
        const { frames } = await transaction(unlimited, () => change(db))
        if (frames > 0) digests.replace(note.generation, served, await scanFeed(db))
        return frames
      }),
    digest: (generation, frame) => digests.at(generation, frame),
    frames(generation, start, end = Number.POSITIVE_INFINITY) {
      const isCurrent = generation === note.generation
      const path = isCurrent ? paths.wal : generationPath(paths, generation, 'wal')
      const count = isCurrent ? served : countFrames(path)
      if (count === undefined || generation > note.generation) return { kind: 'gone' }
      if (start < 1 || start > count + 1) return { kind: 'gone' }
      if (isCurrent && count > 0 && saltsOf(path) !== note.salts) return { kind: 'gone' }
      if (start === count + 1) return { kind: 'end', generation: note.generation }
      const most = end <= start + 1 ? start : count
      const bytes = readFrames(path, start, most, isCurrent ? note.salts : null)
      if (!bytes) return { kind: 'gone' }
      const frames = digests.kinds(generation, start, bytes.length / FRAME_BYTES)
      return { kind: 'frames', bytes, frames }
    },
    lag({ generation, frame }) {
      if (generation > note.generation) return undefined
      let frames = served - frame
      for (let passed = note.generation - 1; passed >= generation; passed -= 1) {
        const count = countFrames(generationPath(paths, passed, 'wal'))
        if (count === undefined) return undefined
        frames += count
      }
      return frames < 0 ? undefined : frames
    },
    export: (generation) => exports.open(generation, () => note.generation),
    checkAlone() {
      const isLogOurs = note.salts === null || mustTruncate || saltsOf(paths.wal) === note.salts
      const isFileOurs = inodeOf(paths.db) === file
      if (isFileOurs && isLogOurs && otherCommits() === othersBefore) return
      suspect(paths)
      const what = isFileOurs ? 'wrote into it or emptied its log' : 'took it away'
      throw new Error(`${paths.db} is not as we left it: another program ${what}`)
    },
    roll: () => queue(rollNow),
    finishRoll: () => queue(() => finishRoll(1)),
    isHeldUp: () => mustTruncate,
    close: closeRolled,
    abandon: () => close(async () => undefined),
    [Symbol.asyncDispose]: closeRolled,
  }
}

/** Undefined where there is none. */
function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}
