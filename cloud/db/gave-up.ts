import { Failure } from '#shared/domain/failure.ts'

/**
 * The database gave a transaction up, and it is the fault of nobody in here: what that means to
 * whoever asked. undefined = another error. Nothing of the transaction was written.
 */
export function gaveUp(error: Error): Failure | undefined {
  const words = 'code' in error ? wordsByCode.get(error.code) : undefined
  return words === undefined ? undefined : new Failure('unavailable', words, { cause: error })
}

/** Nobody but us writes the books: an admin's `sqlite3` in the middle of a transaction. */
const heldWords =
  'Another program (sqlite3?) has begun a transaction in the books, and nothing of this was written; end it there and send it again.'
export const lostWords =
  'The database server has given this transaction up, and nothing of it was written; send it again.'
const fullWords =
  'The disk of the database is full, and nothing of this was written; free room there and send it again.'

/** SQLite's own, and those of libSQL's server (`hrana/stmt.rs`, `hrana/http/stream.rs`) and client. */
const wordsByCode: ReadonlyMap<unknown, string> = new Map([
  ['SQLITE_BUSY', heldWords],
  ['TRANSACTION_BUSY', heldWords],
  ['TRANSACTION_TIMEOUT', lostWords],
  ['TRANSACTION_CLOSED', lostWords],
  ['STREAM_CLOSED', lostWords],
  ['STREAM_EXPIRED', lostWords],
  ['SQLITE_FULL', fullWords],
])
