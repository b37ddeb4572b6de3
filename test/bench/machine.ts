import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os'

/** What figures depend on beside the code: two runs are compared only where these are the same. */
export interface Machine {
  readonly cpu: string
  readonly memoryMiB: number
  readonly system: string
  /** Where the benches' files lie, with its file system: raw commits depend on it. */
  readonly disk: string
  /** Of the minute before: another program that is at work shows in every figure. */
  readonly load: number
  readonly node: string
  readonly commit: string
  readonly packages: Readonly<Record<string, string>>
}

const measured = ['libsql', '@libsql/client', 'drizzle-orm', 'hono', 'zod', 'aedes'] as const

export function thisMachine(): Machine {
  return {
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}`,
    memoryMiB: Math.round(totalmem() / 1024 / 1024),
    system: `Linux ${release()}`,
    disk: diskOf(tmpdir()),
    load: Number(loadavg()[0]?.toFixed(2)),
    node: process.version,
    commit: commit(),
    packages: Object.fromEntries(measured.map((name) => [name, versionOf(name)])),
  }
}

/** The mount that holds a folder (proc(5), mounts). */
function diskOf(folder: string): string {
  const mounts = readFileSync('/proc/mounts', 'utf8').trim().split('\n')
  const holding = mounts
    .map((line) => line.split(' '))
    .filter(([, at = '']) => `${folder}/`.startsWith(at === '/' ? at : `${at}/`))
    .toSorted(([, a = ''], [, b = '']) => b.length - a.length)
  const [device = '', , kind = ''] = holding[0] ?? []
  return `${device} ${kind}`
}

/** From now on: which share of the cores the host gave to others, 0 to 1 (proc(5), `steal` of stat). */
export function watchSteal(): () => number {
  const before = jiffies()
  return () => {
    const now = jiffies()
    return (now.stolen - before.stolen) / Math.max(1, now.all - before.all)
  }
}

function jiffies(): { readonly all: number; readonly stolen: number } {
  const [, ...fields] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/ +/)
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, soft = 0, stolen = 0] =
    fields.map(Number)
  return { all: user + nice + system + idle + iowait + irq + soft + stolen, stolen }
}

/** With a `+` where the files are not those of the commit; empty where there is no repository. */
function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
    const changed = git('status', '--porcelain', '--untracked-files=no') !== ''
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? '+' : ''}`
  } catch {
    // A copy without its history, or no git.
    return ''
  }
}

function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}
