import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createClient } from '@libsql/client'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'
import { migrate } from 'drizzle-orm/libsql/migrator'
import type { Failure } from '#shared/domain/failure.ts'
import { projectPath } from '../project-path.ts'
import { type HotDatabase, openHot } from './hot.ts'
import { openRemote } from './remote/client.ts'
import { openRemoteHot } from './remote/hot.ts'
import { openLine } from './remote/line.ts'
import { type BooksOwner, takeBooks } from './remote/owner.ts'
import { createWriteQueue } from './writer.ts'

export type Db = LibSQLDatabase
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

/** One group's database: everything the group owns, and nothing of another group. */
export interface GroupDatabase extends AsyncDisposable {
  readonly group: string
  /** Where it is on this machine; null = on a libSQL server. */
  readonly file: string | null
  /** Reads, outside the writer: they see the last commit. */
  readonly db: Db
  /** One transaction at a time; rolled back if the job throws. No network and no nested write inside. */
  write<T>(job: (tx: Tx) => Promise<T>): Promise<T>
  /** The same queue and one transaction on a direct connection with statements prepared once. */
  writeHot<T>(job: (hot: HotDatabase) => Promise<T> | T): Promise<T>
  /** Others wait for the writer: a long job ends its transaction soon and queues again for the rest. */
  othersWait(): boolean
  /** A second prepared connection for hot reads (reports); never write through it. */
  readHot(): HotDatabase
  /**
   * A connection of one's own, for reads that keep one snapshot over turns. Its owner closes it; it
   * is closed with the group at the latest.
   */
  openReader(): HotDatabase
  /** The write at work ends; those that wait, and all that come, fail with `unavailable`. */
  refuseWrites(): void
  close(): Promise<void>
}

export interface OpenGroupOptions {
  readonly group: string
  /** `file:/…/hq-<group>.db`, or a libSQL server's URL. */
  readonly url: string
  readonly authToken?: string
  /** How long a libSQL server may take for an answer. */
  readonly timeoutMs?: number
  /** Behind a libSQL server: who serves the books; without it they are opened beside whoever does. */
  readonly owner?: BooksOwner | undefined
  /** Another cloud has taken them over: what this one knows of them no longer holds. */
  readonly onLost?: ((why: Failure) => void) | undefined
}

/** A server that says nothing for so long is taken for gone: the cloud waits for it meanwhile. */
export const ANSWER_MS = 10_000

export async function openGroup({
  group,
  url,
  authToken,
  timeoutMs = ANSWER_MS,
  owner,
  onLost = throwIt,
}: OpenGroupOptions): Promise<GroupDatabase> {
  const isFile = url.startsWith('file:')
  const location = isFile ? url.slice('file:'.length) : url
  const remote = { url, authToken, timeoutMs }
  if (isFile) mkdirSync(dirname(location), { recursive: true })
  const line = isFile ? undefined : openLine(remote)
  const client = isFile ? createClient({ url }) : openRemote(remote, line?.hear)
  if (isFile) await client.execute('PRAGMA journal_mode=WAL')
  const writing = isFile ? createClient({ url }) : client
  const writingDb = drizzle(writing)
  const owned = isFile || !owner ? undefined : await takeBooks(client, owner, { onLost })
  const db = drizzle(client)
  await migrate(db, { migrationsFolder: projectPath('drizzle/cloud') })

  const queue = createWriteQueue()
  let writer: HotDatabase | undefined
  let reader: HotDatabase | undefined
  const ownReaders = new Set<HotDatabase>()
  const open = () => {
    if (!isFile) return openRemoteHot(remote, line)
    const hot = openHot(location)
    hot.exec('PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON')
    return hot
  }

  const close = async () => {
    await queue.last(async () => {
      await owned?.release()
      line?.close()
      writer?.close()
      reader?.close()
      for (const own of ownReaders) own.close()
      writing.close()
      client.close()
    })
  }
  return {
    group,
    file: isFile ? location : null,
    db,
    write: (job) =>
      queue(async () => {
        owned?.check()
        try {
          return await writingDb.transaction(job)
        } catch (error) {
          if (isFile && isBusy(error)) writing.reconnect()
          throw error
        }
      }),
    writeHot: (job) =>
      queue(async () => {
        // The cloud stands still while a server holds a statement: between two it hears the others.
        if (!isFile) await nextTurn()
        owned?.check()
        const hot = (writer ??= open())
        try {
          hot.exec('BEGIN IMMEDIATE')
        } catch (error) {
          // See `isBusy`.
          writer = undefined
          hot.close()
          throw error
        }
        try {
          const result = await job(hot)
          hot.exec('COMMIT')
          return result
        } catch (error) {
          try {
            hot.exec('ROLLBACK')
          } catch {
            // It is rolled back already, or its connection is broken: the next write opens another.
            writer = undefined
            hot.close()
          }
          throw error
        }
      }),
    othersWait: () => queue.waiting() > 0,
    readHot: () => (reader ??= open()),
    openReader: () => {
      const hot = open()
      const own: HotDatabase = {
        ...hot,
        close: () => {
          if (ownReaders.delete(own)) hot.close()
        },
      }
      ownReaders.add(own)
      return own
    },
    refuseWrites: () => queue.refuse(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * Another program held the file. `libsql` leaves a BEGIN that was refused open in its connection,
 * which then cannot commit for as long as the statement is not collected: it is not used again.
 */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
}

function throwIt(why: Failure): never {
  throw why
}
