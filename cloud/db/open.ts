import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createClient } from '@libsql/client'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'
import { migrate } from 'drizzle-orm/libsql/migrator'
import { projectPath } from '../project-path.ts'
import { type HotDatabase, openHot } from './hot.ts'
import { openRemote } from './remote/client.ts'
import { openRemoteHot } from './remote/hot.ts'
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
  /** A connection of one's own, for reads that keep one snapshot over turns; closed with the group. */
  openReader(): HotDatabase
  close(): Promise<void>
}

export interface OpenGroupOptions {
  readonly group: string
  /** `file:/…/hq-<group>.db`, or a libSQL server's URL. */
  readonly url: string
  readonly authToken?: string
  /** How long a libSQL server may take for an answer. */
  readonly timeoutMs?: number
}

/** A server that says nothing for so long is taken for gone: the cloud waits for it meanwhile. */
const ANSWER_MS = 10_000

export async function openGroup({
  group,
  url,
  authToken,
  timeoutMs = ANSWER_MS,
}: OpenGroupOptions): Promise<GroupDatabase> {
  const isFile = url.startsWith('file:')
  const location = isFile ? url.slice('file:'.length) : url
  const remote = { url, authToken, timeoutMs }
  if (isFile) mkdirSync(dirname(location), { recursive: true })
  const client = isFile ? createClient({ url }) : openRemote(remote)
  if (isFile) await client.execute('PRAGMA journal_mode=WAL')
  const db = drizzle(client)
  await migrate(db, { migrationsFolder: projectPath('drizzle/cloud') })

  const queue = createWriteQueue()
  let writer: HotDatabase | undefined
  let reader: HotDatabase | undefined
  const ownReaders: HotDatabase[] = []
  const open = () => {
    if (!isFile) return openRemoteHot(remote)
    const hot = openHot(location)
    hot.exec('PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON')
    return hot
  }

  const close = async () => {
    await queue(() => {
      writer?.close()
      reader?.close()
      for (const own of ownReaders) own.close()
      client.close()
    })
  }
  return {
    group,
    file: isFile ? location : null,
    db,
    write: (job) => queue(() => db.transaction(job)),
    writeHot: (job) =>
      queue(async () => {
        const hot = (writer ??= open())
        hot.exec('BEGIN IMMEDIATE')
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
      const own = open()
      ownReaders.push(own)
      return own
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
