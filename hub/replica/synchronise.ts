import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Client, createClient } from '@libsql/client/sqlite3'
import { checkReplica } from './check.ts'
import { askInfo, type FeedSource, feedUrl, isAtEnd, SyncError } from './feed-client.ts'
import { makeFirstCopy } from './first-copy.ts'
import { buildFile, isWhole, removeReplica, removeStrays, servingFile } from './folder.ts'
import { readInfo } from './info-file.ts'
import type { FromChild, ToChild } from './messages.ts'
import { readPointer, writePointer } from './pointer.ts'

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

  const build = async (order: ToChild, report: Report) => {
    const { dir, source } = order
    const old = readPointer(dir)?.file
    const file = buildFile(dir, source.feedId)
    removeStrays(dir, old === undefined ? [file] : [file, old])
    if (!isWhole(dir, file)) {
      await makeFirstCopy(source, join(dir, file), (bytes, total) =>
        report({ kind: 'progress', bytes, total }),
      )
    }
    // Without an old copy any copy is better than none; otherwise the old one serves until then.
    if (old === undefined || !isWhole(dir, old)) writePointer(dir, { feedId: source.feedId, file })
    try {
      await catchUp(order, file, report)
    } catch (error) {
      // This build will never serve: the next one begins from nothing.
      if (isStale(error) && readPointer(dir)?.file !== file) removeReplica(join(dir, file))
      throw error
    }
    writePointer(dir, { feedId: source.feedId, file })
    report({ kind: 'done', file, position: positionOf(join(dir, file)), swapped: true })
  }

  return {
    async run(order, report) {
      const { dir, source } = order
      const file = servingFile(dir, source.feedId)
      if (file !== undefined) {
        try {
          if (file === order.distrusted) throw new SyncError('stale', otherRows)
          await catchUp(order, file, report)
          report({ kind: 'done', file, position: positionOf(join(dir, file)), swapped: false })
          if (order.check) void startCheck(order, file, report)
          return
        } catch (error) {
          if (!isStale(error)) throw error
          if (order.mayBuild) report({ kind: 'rebuilding', message: String(error) })
        }
      }
      if (!order.mayBuild) throw new SyncError('no-room', noRoom)
      await askInfo(source)
      await build(order, report)
    },
  }
}

const noRoom =
  'a new replica is needed and the disk has no room for it: free at least 128 MiB on the hub'

const otherRows = 'its rows are not those of the feed: the digests differ'

function isStale(error: unknown): boolean {
  return error instanceof SyncError && error.fault === 'stale'
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
