import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { Failure } from '#shared/domain/failure.ts'
import { removeReplica } from './folder.ts'
import { readPointer } from './pointer.ts'
import { replicaQueries } from './queries.ts'
import { prepareSelect } from './statement.ts'

type Queries = ReturnType<typeof replicaQueries>
type Statement<Query extends Queries[keyof Queries]> = ReturnType<typeof prepareSelect<Query>>
type Statements = { readonly [Name in keyof Queries]: Statement<Queries[Name]> }

export interface ReplicaFile {
  /** The statements of the file of now; throws `Failure('unavailable')` when there is none. */
  readonly statements: () => Statements
  readonly present: () => boolean
  readonly snapshot: <Result>(read: () => Result) => Result
  readonly refresh: () => void
  readonly close: () => void
}

/** The file behind the pointer, opened `mode=ro`: it can neither lock nor checkpoint (rule 13). */
export function openReplicaFile(dir: string): ReplicaFile {
  let opened: { file: string; db: Database.Database; statements: Statements } | undefined
  let closed = false

  const refresh = () => {
    const pointer = closed ? undefined : readPointer(dir)
    if (!pointer || pointer.file === opened?.file) return
    const db = new Database(`${pathToFileURL(join(dir, pointer.file)).href}?mode=ro`)
    const before = opened
    opened = { file: pointer.file, db, statements: compile(db) }
    if (!before) return
    before.db.close()
    removeReplica(join(dir, before.file))
  }
  const current = () => {
    if (!opened) refresh()
    if (opened) return opened
    throw new Failure(
      'unavailable',
      'This hub has no products and prices yet: connect it to the cloud until the first copy is in.',
    )
  }
  refresh()

  return {
    statements: () => current().statements,
    present: () => {
      if (!opened) refresh()
      return opened !== undefined
    },
    snapshot: (read) => {
      const { db } = current()
      if (db.inTransaction) return read()
      db.exec('BEGIN')
      try {
        return read()
      } finally {
        db.exec('ROLLBACK')
      }
    },
    refresh,
    close: () => {
      closed = true
      opened?.db.close()
      opened = undefined
    },
  }
}

function compile(db: Database.Database): Statements {
  const entries = Object.entries(replicaQueries())
  return Object.fromEntries(
    entries.map(([name, query]) => [name, prepareSelect(db, query)]),
  ) as unknown as Statements
}
