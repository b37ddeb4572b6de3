/** The thread behind `openRemoteHot`: it waits for the server, as the main thread waits for it. */
import { type MessagePort, workerData } from 'node:worker_threads'
import type { InStatement, InValue, ResultSet, Transaction } from '@libsql/client'
import { Failure } from '#shared/domain/failure.ts'
import { gaveUp } from '../gave-up.ts'
import type { SqlValue } from '../hot.ts'
import { openRemote, type RemoteDatabase, Silent } from './client.ts'

export interface RemoteStatement {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

/** Statements in order; `end` closes the transaction after them. */
export interface RemoteTask {
  readonly begin: 'write' | 'deferred' | null
  readonly statements: readonly RemoteStatement[]
  readonly end: 'commit' | 'rollback' | null
}

export type RemoteAnswer =
  /** Rows of the last statement. */
  | { readonly rows: readonly (readonly SqlValue[])[] }
  | { readonly error: string; readonly isUnavailable: boolean; readonly isSilent: boolean }

interface Start {
  readonly remote: RemoteDatabase
  readonly port: MessagePort
  readonly signal: Int32Array
}

const { remote, port, signal } = workerData as Start
const client = openRemote(remote)
let transaction: Transaction | undefined

port.on('message', (task: RemoteTask) => {
  void perform(task)
    .catch((error: unknown): RemoteAnswer => {
      const failure = failureOf(error)
      return {
        error: failure?.message ?? (error instanceof Error ? error.message : String(error)),
        isUnavailable: failure !== undefined,
        isSilent: failure instanceof Silent,
      }
    })
    .then((answer) => {
      port.postMessage(answer)
      Atomics.store(signal, 0, 1)
      Atomics.notify(signal, 0)
    })
})

async function perform({ begin, statements, end }: RemoteTask): Promise<RemoteAnswer> {
  if (end === 'rollback') {
    // Without a word to a server that is gone: it ends the transaction of a stream nobody uses.
    transaction?.close()
    transaction = undefined
    return { rows: [] }
  }
  if (begin !== null) transaction = await client.transaction(begin)
  const todo = statements.map(toStatement)
  const results = end === 'commit' ? await runToEnd(todo) : await run(todo)
  return { rows: results.at(-1)?.rows.map((row) => Array.from(row as unknown as SqlValue[])) ?? [] }
}

async function runToEnd(todo: InStatement[]): Promise<readonly ResultSet[]> {
  const ending = transaction
  try {
    const results = await run(todo)
    await ending?.commit()
    return results
  } finally {
    // Also of one that failed: left open, it would hold the server's write lock until it expires.
    ending?.close()
    transaction = undefined
  }
}

async function run(todo: InStatement[]): Promise<readonly ResultSet[]> {
  if (transaction !== undefined) return todo.length === 0 ? [] : await transaction.batch(todo)
  // One by one and without BEGIN IMMEDIATE: a read that asked for the write lock would wait for a
  // transaction of the main thread, which waits for this one.
  const results: ResultSet[] = []
  for (const statement of todo) results.push(await client.execute(statement))
  return results
}

/** The client would send every number as a float. */
function toStatement({ sql, values }: RemoteStatement): InStatement {
  const args = values.map(
    (value): InValue => (Number.isSafeInteger(value) ? BigInt(value as number) : value),
  )
  return { sql, args }
}

function failureOf(error: unknown): Failure | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof Failure) return inner
    const failure = gaveUp(inner)
    if (failure !== undefined) return failure
  }
  return undefined
}
