import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { Failure } from '#shared/domain/failure.ts'
import { removeReplica } from './folder.ts'
import { completeOlderCopy } from './older-copy.ts'
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
  /**
   * Moves with every change of the file, and when another file takes its place. Looked up once a turn
   * of the event loop, and always in a snapshot.
   */
  readonly changes: () => number
  readonly refresh: () => void
  readonly close: () => void
}

/** The file behind the pointer, opened `mode=ro`: it can neither lock nor checkpoint (rule 13). */
export function openReplicaFile(dir: string): ReplicaFile {
  let opened:
    | {
        readonly file: string
        readonly db: Database.Database
        readonly statements: Statements
        readonly dataVersion: Database.Statement
        /** Of a copy that lacks what the feed's newest migration adds; null of any other. */
        readonly olderSchema: number | null
      }
    | undefined
  let closed = false
  let files = 0
  let changesOfTurn: number | undefined
  const endTurn = () => {
    changesOfTurn = undefined
  }

  const refresh = () => {
    const pointer = closed ? undefined : readPointer(dir)
    if (!pointer || (pointer.file === opened?.file && !hasMigrated(opened))) return
    const db = new Database(`${pathToFileURL(join(dir, pointer.file)).href}?mode=ro`)
    const before = opened
    const olderSchema = completeOlderCopy(db) ? schemaVersion(db) : null
    const dataVersion = db.prepare('PRAGMA data_version').raw(true)
    opened = { file: pointer.file, db, statements: compile(db), dataVersion, olderSchema }
    files += 1
    endTurn()
    if (!before) return
    before.db.close()
    if (before.file !== pointer.file) removeReplica(join(dir, before.file))
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
    changes: () => {
      const { db, dataVersion } = current()
      if (changesOfTurn !== undefined && !db.inTransaction) return changesOfTurn
      if (changesOfTurn === undefined) setImmediate(endTurn)
      const [version] = dataVersion.get([]) as [number]
      changesOfTurn = files * 2 ** 32 + version
      return changesOfTurn
    },
    refresh,
    close: () => {
      closed = true
      opened?.db.close()
      opened = undefined
    },
  }
}

/** The migration that an older copy lacked has come with a sync. */
function hasMigrated(opened: {
  readonly db: Database.Database
  readonly olderSchema: number | null
}) {
  return opened.olderSchema !== null && schemaVersion(opened.db) !== opened.olderSchema
}

function schemaVersion(db: Database.Database): number {
  return (db.prepare('PRAGMA main.schema_version').raw(true).get() as [number])[0]
}

function compile(db: Database.Database): Statements {
  const entries = Object.entries(replicaQueries())
  return Object.fromEntries(
    entries.map(([name, query]) => [name, prepareSelect(db, query)]),
  ) as unknown as Statements
}
