import { join } from 'node:path'
import { Failure } from '#shared/domain/failure.ts'
import { removeReplica } from './folder.ts'
import { type OpenedFile, openFile, type Statements } from './opened-file.ts'
import { hasPointer, readPointer } from './pointer.ts'

export interface ReplicaFile {
  /** The statements of the file of now; throws `Failure('unavailable')` when there is none. */
  readonly statements: () => Statements
  readonly present: () => boolean
  /** What is wrong with the file that the pointer names; null = nothing that was met yet. */
  readonly damage: () => ReplicaDamage | null
  readonly snapshot: <Result>(read: () => Result) => Result
  /**
   * Moves with every change of the file, and when another file takes its place. Looked up once a turn
   * of the event loop, and always in a snapshot.
   */
  readonly changes: () => number
  readonly refresh: () => void
  readonly close: () => void
}

export interface ReplicaDamage {
  /** Null: the pointer itself cannot be read. */
  readonly file: string | null
  readonly reason: string
}

/**
 * The file behind the pointer. The replica is a cache that may be thrown away (design.md 3): where it
 * cannot be opened the hub is as before its first copy, says so, and the sync builds another.
 */
export function openReplicaFile(
  dir: string,
  onDamage: (damage: ReplicaDamage) => void,
): ReplicaFile {
  let opened: OpenedFile | undefined
  let damage: ReplicaDamage | null = null
  let closed = false
  let files = 0
  let changesOfTurn: number | undefined
  const endTurn = () => {
    changesOfTurn = undefined
  }
  const condemn = (file: string | null, reason: string) => {
    const isNews = damage === null || damage.file !== file
    damage = { file, reason }
    if (isNews) onDamage(damage)
  }

  const refresh = () => {
    if (closed) return
    const pointer = readPointer(dir)
    if (!pointer) {
      if (hasPointer(dir)) condemn(null, 'current.json, which names it, cannot be read')
      return
    }
    const { file } = pointer
    // Met once is enough: whatever is built next has another name.
    if (file === damage?.file) return
    const before = opened
    try {
      if (file === before?.file && !before.hasMigrated()) return
      opened = openFile(dir, file, (reason) => condemn(file, reason))
    } catch (error) {
      condemn(file, error instanceof Error ? error.message : String(error))
      return
    }
    damage = null
    files += 1
    endTurn()
    if (!before) return
    before.db.close()
    if (before.file !== file) removeReplica(join(dir, before.file))
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
    damage: () => damage,
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
