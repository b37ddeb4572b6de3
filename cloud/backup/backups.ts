import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { runsTypeScript } from '../runs-typescript.ts'
import { GroupBackup, removeDatabase } from './backup-group.ts'

/** Of each group. */
const KEPT = 7
const TIMEOUT_MS = 30 * 60_000

export interface Backups {
  /** One at a time. Throws Failure: `conflict` if one is being made, `unavailable` with the reason. */
  readonly make: (group: GroupDatabase) => Promise<GroupBackup>
  /** Of this group, newest first. */
  readonly list: (
    group: GroupDatabase,
  ) => { readonly name: string; readonly bytes: number; readonly at: number }[]
  /** Throws Failure `not-found`. */
  readonly path: (group: GroupDatabase, name: string) => string
}

/** Copies of the groups' databases, made by a process of its own while pushes go on. */
export function createBackups({
  folder,
  clock,
}: {
  readonly folder: string
  readonly clock: () => number
}): Backups {
  let isRunning = false

  const list: Backups['list'] = ({ group }) => {
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => isOf(group, name))
      .toSorted()
      .toReversed()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name))
        return { name, bytes: size, at: Math.round(mtimeMs) }
      })
  }
  return {
    async make(group) {
      if (group.file === null) {
        throw new Failure(
          'conflict',
          `The database of ${group.group} is on a libSQL server (KASSA_DATABASE_URL); back it up there.`,
        )
      }
      if (isRunning) throw new Failure('conflict', 'A backup is being made; wait for its end.')
      isRunning = true
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        removeUnfinished(folder)
        const time = new Date(clock()).toISOString().replaceAll(/[:.]/g, '-')
        const backup = await run(group.file, join(folder, `hq-${group.group}-${time}.db`))
        for (const { name } of list(group).slice(KEPT)) rmSync(join(folder, name), { force: true })
        return backup
      } finally {
        isRunning = false
      }
    },
    list,
    path({ group }, name) {
      if (!isOf(group, name) || !existsSync(join(folder, name))) {
        throw new Failure('not-found', `Backup ${name} not found; GET /v1/backups lists them.`)
      }
      return join(folder, name)
    },
  }
}

/** What a backup left whose process was killed: as large as the books. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, part] = /^(hq-[a-z0-9]+-[0-9TZ-]+\.db\.part)(?:-journal|-wal|-shm)?$/.exec(name) ?? []
    if (part !== undefined) removeDatabase(join(folder, part))
  }
}

function isOf(group: string, name: string): boolean {
  return /^hq-([a-z0-9]+)-[0-9TZ-]+\.db$/.exec(name)?.[1] === group
}

async function run(path: string, target: string): Promise<GroupBackup> {
  const isSource = import.meta.url.endsWith('.ts')
  const entry = new URL(isSource ? './backup-process.ts' : './backup-process.js', import.meta.url)
  const args = [...process.execArgv, ...loader(isSource), fileURLToPath(entry), path, target]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      timeout: TIMEOUT_MS,
      maxBuffer: 16 * 1024 * 1024,
    })
    return GroupBackup.parse(JSON.parse(stdout))
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    throw new Failure('unavailable', `No backup was made: ${words.trim()}`, { cause: error })
  }
}

/** From the sources under Node 20 the child needs the same help as its parent. */
function loader(isSource: boolean): readonly string[] {
  const isLoaded = process.execArgv.some((argument) => argument.includes('tsx'))
  return isSource && !runsTypeScript() && !isLoaded ? ['--import', import.meta.resolve('tsx')] : []
}
