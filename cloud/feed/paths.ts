import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The files of one feed, all in one folder and of one name. */
export interface FeedPaths {
  readonly folder: string
  readonly name: string
  readonly db: string
  readonly wal: string
  /** What the log belongs to, synced before its frames are served (spine rule 5). */
  readonly note: string
  readonly cursor: string
}

export function feedPaths(folder: string, name: string): FeedPaths {
  const path = (suffix: string) => join(folder, `${name}${suffix}`)
  return {
    folder,
    name,
    db: path('.db'),
    wal: path('.db-wal'),
    note: path('.note.json'),
    cursor: path('.cursor.json'),
  }
}

/** The log of a finished generation, the file as it was when one began, its commits' digests. */
export function generationPath(
  paths: FeedPaths,
  generation: number,
  part: 'wal' | 'db' | 'db.gz' | 'export.json' | 'digests',
): string {
  return join(paths.folder, `${paths.name}-g${generation}.${part}`)
}

export function removeGenerations(paths: FeedPaths, isOld: (generation: number) => boolean): void {
  removeParts(paths, (generation) => isOld(generation))
}

/** What a crash left half made. */
export function removeUnfinished(paths: FeedPaths): void {
  removeParts(paths, (_, part) => part.endsWith('.new'))
}

function removeParts(
  paths: FeedPaths,
  isWanted: (generation: number, part: string) => boolean,
): void {
  const pattern = new RegExp(`^${paths.name}-g(\\d+)\\.(.+)$`)
  for (const file of readdirSync(paths.folder)) {
    const [, generation, part = ''] = pattern.exec(file) ?? []
    if (generation !== undefined && isWanted(Number(generation), part)) {
      rmSync(join(paths.folder, file), { force: true })
    }
  }
}

/** Everything of this feed: before one is built under a new id. */
export function removeFeed(paths: FeedPaths): void {
  removeGenerations(paths, () => true)
  const { folder, name, db, wal, note, cursor } = paths
  for (const path of [note, cursor, db, wal, `${db}-shm`, join(folder, `${name}.left.json`)]) {
    rmSync(path, { force: true })
  }
}
