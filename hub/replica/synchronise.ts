import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Client, createClient } from '@libsql/client/sqlite3'
import { checkReplica } from './check.ts'
import { askInfo, type FeedSource, feedUrl, isAtEnd, SyncError } from './feed-client.ts'
import { makeFirstCopy } from './first-copy.ts'
import { buildFile, isWhole, removeStrays, servingFile } from './folder.ts'
import { readInfo } from './info-file.ts'
import type { FromChild, ToChild } from './messages.ts'
import { readPointer, writePointer } from './pointer.ts'
import { asNoRoom } from './room.ts'

type Report = (message: FromChild) => void

/** Brings a folder's replica to the feed's present state; one call at a time. */
export interface Synchroniser {
  run(order: ToChild, report: Report): Promise<void>
}

/** New commits may come while we catch up; after so many rounds what we have is fresh enough. */
const MAX_ROUNDS = 3

export function createSynchroniser(): Synchroniser {
  let opened: { readonly key: string; readonly client: Client } | undefined
  let check: { readonly file: string; isStopped: boolean } | undefined
  let isTidy = false

  /** The official client, opened only after /info has answered (spine rule 11). */
  const clientOf = async (source: FeedSource, path: string): Promise<Client> => {
    const key = `${path} ${feedUrl(source)} ${source.token}`
    if (opened?.key === key) return opened.client
    await askInfo(source)
    const url = pathToFileURL(path).href
    const client = createClient({ url, syncUrl: feedUrl(source), authToken: source.token })
    opened = { key, client }
    return client
  }

  const catchUp = async ({ dir, source }: ToChild, file: string, report: Report) => {
    const path = join(dir, file)
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      if (await isAtEnd(source, positionOf(path))) return
      // The client cannot change the generation beside an open read.
      if (check) check.isStopped = true
      report({ kind: 'syncing', file })
      try {
        const client = await clientOf(source, path)
        await client.sync()
      } catch (error) {
        throw error instanceof SyncError ? error : clientFault(error)
      }
    }
  }

  /** Beside whatever is synced meanwhile; its result is reported when it is known. */
  const startCheck = async ({ dir, source }: ToChild, file: string, report: Report) => {
    if (check?.file === file && !check.isStopped) return
    const own = { file, isStopped: false }
    check = own
    const say = (outcome: 'equal' | 'differs' | 'unknown', tables: string[], reason: string) =>
      report({ kind: 'checked', file, outcome, tables, reason })
    try {
      const result = await checkReplica(source, join(dir, file), () => own.isStopped)
      if (result.outcome === 'differs') say('differs', [...result.tables], '')
      else say(result.outcome, [], result.outcome === 'unknown' ? result.reason : '')
    } catch (error) {
      say('unknown', [], String(error))
    } finally {
      if (check === own) check = undefined
    }
  }

  /** `reason`: why the file that serves cannot be kept. */
  const build = async (order: ToChild, report: Report, reason?: string) => {
    const { dir, source, roomBytes } = order
    const old = readPointer(dir)?.file
    const file = buildFile(dir, source.feedId)
    removeStrays(dir, [file, old])
    const onBegin = () => {
      if (reason !== undefined) report({ kind: 'rebuilding', message: reason })
    }
    if (isWhole(dir, file)) onBegin()
    else
      await makeFirstCopy(source, join(dir, file), {
        roomBytes,
        onBegin,
        onProgress: (bytes, total) => report({ kind: 'progress', bytes, total }),
      })
    // Without an old copy any copy is better than none; otherwise the old one serves until then, also
    // where the note of how far it is got lost.
    const isUnreadable = order.distrusted?.file === old && !order.distrusted?.isReadable
    if (old === undefined || isUnreadable || !existsSync(join(dir, old)))
      writePointer(dir, { feedId: source.feedId, file })
    await catchUp(order, file, report)
    writePointer(dir, { feedId: source.feedId, file })
    report({ kind: 'done', file, position: positionOf(join(dir, file)), swapped: true })
  }

  /** Why the file that serves must be built anew; undefined: it was brought to the end of the feed. */
  const follow = async (order: ToChild, file: string, report: Report) => {
    const wrong = order.distrusted?.file === file ? order.distrusted : undefined
    if (wrong?.isReadable === false) return wrong.reason
    try {
      await catchUp(order, file, report)
    } catch (error) {
      if (isFault(error, 'stale') || (wrong && isFault(error, 'broken'))) return String(error)
      throw error
    }
    const position = positionOf(join(order.dir, file))
    if (wrong) {
      // Prices go on, also where there is no room for a new copy.
      report({ kind: 'followed', position })
      return wrong.reason
    }
    report({ kind: 'done', file, position, swapped: false })
    if (order.check) void startCheck(order, file, report)
    return undefined
  }

  const sync = async (order: ToChild, report: Report) => {
    const { dir, source } = order
    const file = servingFile(dir, source.feedId)
    const isOurs = readPointer(dir)?.feedId === source.feedId
    let reason = isOurs ? 'its file or the note beside it is missing or damaged' : undefined
    if (file !== undefined) {
      reason = await follow(order, file, report)
      if (reason === undefined) return
    }
    try {
      await build(order, report, reason)
    } catch (error) {
      // This build will never serve: the next one begins from nothing, and the disk is for selling.
      if (isFault(error, 'stale') || asNoRoom(error)) removeStrays(dir, [readPointer(dir)?.file])
      throw error
    }
  }

  return {
    async run(order, report) {
      const { dir, source } = order
      // A hub that died may have left the file before this one; what is being built goes on.
      if (!isTidy) removeStrays(dir, [readPointer(dir)?.file, buildFile(dir, source.feedId)])
      isTidy = true
      try {
        await sync(order, report)
      } catch (error) {
        throw asNoRoom(error) ?? error
      }
    },
  }
}

function isFault(error: unknown, fault: SyncError['fault']): boolean {
  return error instanceof SyncError && error.fault === fault
}

function positionOf(path: string) {
  const position = readInfo(path)
  if (position) return position
  throw new SyncError('stale', `${path}-info is missing or damaged`)
}

/** Errors after which this file can never go on; everything else may be the line or the process. */
const hopeless =
  /status=410|WalConflict|InvalidLocal|checksum|malformed|not a database|corrupt|hash/i

function clientFault(error: unknown): SyncError {
  const message = error instanceof Error ? error.message : String(error)
  return new SyncError(hopeless.test(message) ? 'stale' : 'broken', message, error)
}
