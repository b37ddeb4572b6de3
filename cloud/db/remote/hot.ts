import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { Failure } from '#shared/domain/failure.ts'
import { startThread } from '../../start-thread.ts'
import { valuesOf } from '../gather.ts'
import type { HotDatabase, HotRow, HotStatement, SqlValue } from '../hot.ts'
import { type RemoteDatabase, Silent } from './client.ts'
import type { RemoteLine } from './line.ts'
import type { RemoteAnswer, RemoteStatement, RemoteTask } from './thread.ts'

/** More would make a request of megabytes; the server's answer comes once for all of them. */
const STATEMENTS_AT_ONCE = 500
/** The whole cloud waits with the one who asks, and a hub gives its feed 5 s for a word. */
const CLOUD_WAITS_MS = 3000

/**
 * A libSQL server behind the same synchronous statements. The wait happens in a thread that can be
 * given up: the `libsql` package itself would wait for a silent server for ever, and the whole cloud
 * with it. Writes are gathered and go with the next read or the COMMIT, so that a push costs as many
 * round trips as it reads; an error of a write is thrown there.
 */
export function openRemoteHot(asked: RemoteDatabase, line?: RemoteLine): HotDatabase {
  const remote = line ? { ...asked, timeoutMs: Math.min(asked.timeoutMs, CLOUD_WAITS_MS) } : asked
  let thread = openThread(remote)
  let gathered: RemoteStatement[] = []
  /** The statement that began it, not yet sent; `open` once it was. */
  let state: 'none' | 'write' | 'deferred' | 'open' = 'none'
  /** Savepoint that stands for the whole transaction. */
  let outermost: string | null = null
  /** Why the transaction is gone, for each statement that still comes in it, and for its end. */
  let lost: Failure | undefined

  const perform = (end: RemoteTask['end'] = null): readonly HotRow[] => {
    const begin = state === 'write' || state === 'deferred' ? state : null
    if (lost !== undefined) throw lost
    const statements = gathered
    gathered = []
    const isInTransaction = state !== 'none'
    if (isInTransaction) state = end === null ? 'open' : 'none'
    try {
      if (line?.isSilent() === true) throw new Failure('unavailable', silentWords)
      return thread.ask({ begin, statements, end })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error instanceof Silent) line?.hear(true)
      if (error instanceof GivenUp) {
        thread.stop()
        thread = openThread(remote)
      } else thread.ask({ begin: null, statements: [], end: 'rollback' })
      state = 'none'
      // Whoever goes on with it all the same must not write the rest outside of a transaction.
      if (isInTransaction && end === null) lost = error
      throw error
    }
  }
  const gather = (sql: string, values: readonly SqlValue[]): void => {
    gathered.push({ sql, values })
    if (state === 'none' || gathered.length >= STATEMENTS_AT_ONCE) perform()
  }
  const read = (sql: string, values: readonly SqlValue[]): readonly HotRow[] => {
    gathered.push({ sql, values })
    return perform()
  }
  const end = (how: 'commit' | 'rollback'): void => {
    outermost = null
    const why = lost
    lost = undefined
    if (why !== undefined || how === 'rollback') gathered = []
    if (why !== undefined && how === 'commit') throw why
    const isEmpty = state !== 'open' && gathered.length === 0
    if (isEmpty) state = 'none'
    else perform(how)
  }

  return {
    prepare: (sql): HotStatement => ({
      run: (...values) => gather(sql, values),
      runRow: (values) => gather(sql, [...values]),
      get: (...values) => read(sql, values)[0],
      all: (...values) => [...read(sql, values)],
    }),
    gather: (insert, part, rest) => gather(insert.sqlOf(1), valuesOf(insert, part, rest)),
    exec(sql) {
      const [, verb = '', name = ''] = /^\s*(\w+)(?:\s+(\w+))?/.exec(sql) ?? []
      switch (verb.toUpperCase()) {
        case 'BEGIN':
          lost = undefined
          state = name.toUpperCase() === 'IMMEDIATE' ? 'write' : 'deferred'
          return
        case 'COMMIT':
          end('commit')
          return
        case 'SAVEPOINT':
          if (state !== 'none' || lost !== undefined) break
          state = 'deferred'
          outermost = name
          return
        case 'RELEASE':
          if (name !== outermost) break
          end('commit')
          return
        case 'ROLLBACK':
          // ROLLBACK TO goes to the server like any other statement.
          if (name !== '') break
          end('rollback')
          return
      }
      gather(sql, [])
    },
    close: () => thread.stop(),
  }
}

class GivenUp extends Silent {}

const silentWords =
  'The database server does not answer; the cloud goes on as soon as it does; see KASSA_DATABASE_URL.'

function openThread(remote: RemoteDatabase) {
  const { port1: ours, port2: theirs } = new MessageChannel()
  const signal = new Int32Array(new SharedArrayBuffer(4))
  const workerData = { remote, port: theirs, signal }
  const worker = startThread(import.meta.url, 'thread', { workerData, transferList: [theirs] })
  worker.unref()
  // A task may begin and end in one, each a request of its own.
  const patienceMs = remote.timeoutMs * 3 + 5000
  return {
    ask(task: RemoteTask): readonly HotRow[] {
      Atomics.store(signal, 0, 0)
      ours.postMessage(task)
      if (Atomics.wait(signal, 0, 0, patienceMs) === 'timed-out') {
        throw new GivenUp('unavailable', `The database gave no answer for ${patienceMs} ms.`)
      }
      const answer = receiveMessageOnPort(ours)?.message as RemoteAnswer
      if ('rows' in answer) return answer.rows.map((row) => row.map(toSqlValue))
      if (answer.isSilent) throw new Silent('unavailable', answer.error)
      if (answer.isUnavailable) throw new Failure('unavailable', answer.error)
      throw new Error(answer.error)
    },
    stop(): void {
      ours.close()
      void worker.terminate()
    },
  }
}

/** Blobs cross the threads as plain buffers. */
function toSqlValue(value: unknown): SqlValue {
  if (value instanceof ArrayBuffer) return Buffer.from(value)
  return value as SqlValue
}
