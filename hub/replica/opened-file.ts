import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { prepareGuardedSelect } from '../db/select.ts'
import { completeOlderCopy } from './older-copy.ts'
import { replicaQueries } from './queries.ts'

type Queries = ReturnType<typeof replicaQueries>
type Statement<Query extends Queries[keyof Queries]> = ReturnType<
  typeof prepareGuardedSelect<Query>
>
export type Statements = { readonly [Name in keyof Queries]: Statement<Queries[Name]> }

export interface OpenedFile {
  readonly file: string
  readonly db: Database.Database
  readonly statements: Statements
  readonly dataVersion: Database.Statement
  /** The migration that an older copy lacked has come with a sync: open it anew. */
  readonly hasMigrated: () => boolean
}

/**
 * Opened `mode=ro`: it can neither lock nor checkpoint (spine rule 13). Throws where the file is not
 * there or is not a replica; `onDamage` is told of what a statement stumbles over later.
 */
export function openFile(
  dir: string,
  file: string,
  onDamage: (reason: string) => void,
): OpenedFile {
  const db = new Database(`${pathToFileURL(join(dir, file)).href}?mode=ro`)
  try {
    const olderSchema = completeOlderCopy(db) ? schemaVersion(db) : null
    return {
      file,
      db,
      statements: compile(db, onDamage),
      dataVersion: db.prepare('PRAGMA data_version').raw(true),
      hasMigrated: () => olderSchema !== null && schemaVersion(db) !== olderSchema,
    }
  } catch (error) {
    db.close()
    throw error
  }
}

function schemaVersion(db: Database.Database): number {
  return (db.prepare('PRAGMA main.schema_version').raw(true).get() as [number])[0]
}

function compile(db: Database.Database, onDamage: (reason: string) => void): Statements {
  const entries = Object.entries(replicaQueries()).map(([name, query]) => {
    const run = prepareGuardedSelect(db, query)
    return [name, (values: Parameters<typeof run>[0]) => orTell(() => run(values), onDamage)]
  })
  return Object.fromEntries(entries) as unknown as Statements
}

function orTell<Result>(read: () => Result, onDamage: (reason: string) => void): Result {
  try {
    return read()
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    if (/malformed|not a database|disk I\/O|JSON cannot hold/.test(words)) onDamage(words)
    throw error
  }
}
