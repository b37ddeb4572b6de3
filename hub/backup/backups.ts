import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Failure } from '#shared/domain/failure.ts'
import { runsTypeScript } from '../runs-typescript.ts'
import { Backup } from './backup-journal.ts'

const KEPT = 3
const TIMEOUT_MS = 10 * 60_000
const nameOf = /^journal-[0-9TZ-]+\.db$/

export interface Backups {
  /** One at a time. Throws Failure `unavailable` with the reason. */
  readonly make: () => Promise<Backup>
  /** Newest first. */
  readonly list: () => { readonly name: string; readonly bytes: number; readonly at: number }[]
  /** Throws Failure `not-found`. */
  readonly path: (name: string) => string
}

/** Copies of the journal in `backups/` beside it, made by a process of its own while the hub sells. */
export function createBackups(options: {
  readonly journal: string
  readonly folder: string
  readonly clock: () => number
}): Backups {
  const { journal, folder, clock } = options
  let running: Promise<Backup> | null = null

  const make = async (): Promise<Backup> => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    removeHalves(folder)
    const time = new Date(clock()).toISOString().replace(/[:.]/g, '-')
    const backup = await run(journal, join(folder, `journal-${time}.db`))
    for (const { name } of list().slice(KEPT)) rmSync(join(folder, name), { force: true })
    return backup
  }
  const list: Backups['list'] = () => {
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => nameOf.test(name))
      .toSorted()
      .toReversed()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name))
        return { name, bytes: size, at: Math.round(mtimeMs) }
      })
  }
  return {
    async make() {
      if (running !== null)
        throw new Failure('conflict', 'a backup is being made: wait for its end')
      running = make()
      try {
        return await running
      } finally {
        running = null
      }
    },
    list,
    path(name) {
      if (!nameOf.test(name) || !existsSync(join(folder, name)))
        throw new Failure('not-found', `backup ${name} not found; GET /v1/backups lists them`)
      return join(folder, name)
    },
  }
}

/** What a child that was killed left; one at a time is made, so nobody works on it. */
function removeHalves(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.includes('.db.part')) rmSync(join(folder, name), { force: true })
}

async function run(journal: string, target: string): Promise<Backup> {
  const isSource = import.meta.url.endsWith('.ts')
  const entry = new URL(isSource ? './backup-process.ts' : './backup-process.js', import.meta.url)
  const args = [...process.execArgv, ...loader(isSource), fileURLToPath(entry), journal, target]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: TIMEOUT_MS })
    return Backup.parse(JSON.parse(stdout))
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    throw new Failure('unavailable', `no backup was made: ${words.trim()}`, { cause: error })
  }
}

/** From the sources under Node 20 the child needs the same help as its parent. */
function loader(isSource: boolean): readonly string[] {
  const isLoaded = process.execArgv.some((argument) => argument.includes('tsx'))
  return isSource && !runsTypeScript() && !isLoaded ? ['--import', import.meta.resolve('tsx')] : []
}
