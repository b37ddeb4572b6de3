import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Box, createBox } from '#hub/packaging/launcher/box.ts'
import { writeManifest } from '#hub/packaging/release.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { until } from '../../support/shop.ts'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** A box with versions of a program that takes milliseconds to start, and the real launcher. */
export interface SmallBox extends Disposable {
  readonly folder: string
  readonly box: Box
  /** A version whose program does what the source says; `migrations` of the journal are known to it. */
  readonly add: (version: string, source?: string, migrations?: number) => void
  readonly switchTo: (version: string) => { readonly code: number | null; readonly said: string }
  readonly launch: (env?: Record<string, string>) => Launched
}

export interface Launched {
  readonly process: ChildProcess
  readonly lines: readonly string[]
  /** The versions that became healthy, in order. */
  readonly healthy: () => string[]
  readonly runs: (version: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Answers as a hub's health does. `selling`: an expression, asked each time. */
export function healthyProgram(selling: boolean | string = true): string {
  return `
    import { createServer } from 'node:http'
    const server = createServer((_, answer) => answer.end(JSON.stringify({ selling: ${selling} })))
    server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({
      msg: 'listening', http: 'http://127.0.0.1:' + server.address().port,
    })))
    process.once('SIGTERM', () => process.exit(0))
  `
}
export const exitingProgram = `console.error('no such module'); process.exit(1)`

export function openSmallBox(): SmallBox {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-box-'))
  // As on a box: the launcher has a place of its own, which no build touches.
  cpSync(join(root, 'dist/launcher'), join(folder, 'launcher'), { recursive: true })
  const launched: Launched[] = []
  const env = { ...process.env, KASSA_DATA: join(folder, 'data') }
  return {
    folder,
    box: createBox(folder),
    add(version, source = healthyProgram(), migrations = 2) {
      const to = join(folder, 'versions', version)
      mkdirSync(join(to, 'hub/drizzle/hub/meta'), { recursive: true })
      writeFileSync(join(to, 'hub/main.js'), source)
      writeFileSync(join(to, 'package.json'), '{"type":"module"}')
      const entries = Array.from({ length: migrations }, (_, i) => ({ tag: `${i}` }))
      writeFileSync(join(to, 'hub/drizzle/hub/meta/_journal.json'), JSON.stringify({ entries }))
      writeManifest(to, version)
    },
    switchTo(version) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(folder, 'launcher/switch.js'), version],
        { env, encoding: 'utf8' },
      )
      return { code: status, said: stdout + stderr }
    },
    launch(more = {}) {
      const run = launch(folder, { ...env, ...more })
      launched.push(run)
      return run
    },
    [Symbol.dispose]() {
      for (const run of launched) run.process.kill('SIGTERM')
      removeFolder(folder)
    },
  }
}

/** The bundle of the launcher, on any runtime. */
export function launch(box: string, env: NodeJS.ProcessEnv, runtime = process.execPath): Launched {
  const child = spawn(runtime, [join(box, 'launcher/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const healthy = (): string[] =>
    lines.flatMap((line) => {
      if (!line.includes('"launcher"') || !line.includes('"listening"')) return []
      return [(JSON.parse(line) as { version: string }).version]
    })
  return {
    process: child,
    lines,
    healthy,
    runs: async (version) => {
      await until(`version ${version} runs`, async () => healthy().at(-1) === version, 30_000)
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The real bundles as a version of a box. */
export function addRelease(box: string, version: string, from = join(root, 'dist')): string {
  const to = join(box, 'versions', version)
  cpSync(join(from, 'hub'), join(to, 'hub'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  })
  const modules = join(box, 'node_modules')
  rmSync(modules, { force: true })
  // What holds native code lies beside the versions.
  symlinkSync(join(root, 'node_modules'), modules)
  writeManifest(to, version)
  const launcher = join(box, 'launcher')
  if (!existsSync(launcher)) cpSync(join(root, 'dist/launcher'), launcher, { recursive: true })
  return to
}
