import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ProgramName, StartFailed, startProgram } from '#hub/packaging/one-box/program.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { commandsOf } from '../support/shop.ts'

let dataDir = ''
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kassa-start-'))
})
afterAll(async () => {
  removeFolder(dataDir)
})

test('one command brings everything up, cuts and restores the line, and stops cleanly', {
  timeout: 300_000,
}, async () => {
  const first = startTerminal()
  const welcome = await first.untilSaid(/Ready to sell after ([\d.]+) s/)
  expect(welcome).toMatch(/demo data loaded in [\d.]+ s/)
  await first.untilSaid(/Till\s+http.*pairing code \S+/)
  await first.untilSaid(/Console\s+http/)
  await first.untilSaid(/Device page\s+http/)
  await first.untilSaid(/API\s+http.*\/docs/)
  const { mode } = await stat(join(dataDir, 'demo', 'credentials.json'))
  expect(mode & 0o777).toBe(0o600)

  first.type('cut')
  await first.untilSaid(/the line to the cloud is cut/)
  first.type('restore')
  await first.untilSaid(/the line to the cloud is restored/)
  first.type('sing')
  await first.untilSaid(/"sing" is not a command/)

  const children = await childrenOf(first.process)
  expect(children).toHaveLength(3)
  // One of the terminal, and one of npm.
  first.process.kill('SIGINT')
  await first.untilSaid(/stopping gateway, hub and cloud/)
  first.process.kill('SIGINT')
  expect(await first.exited).toBe(0)
  expect(children.filter(isAlive)).toEqual([])
})

test('a second start finds the data of the first', { timeout: 240_000 }, async () => {
  const second = startTerminal()
  const said = await second.untilSaid(/Ready to sell after/)
  expect(said).not.toContain('demo data')
  second.type('quit')
  expect(await second.exited).toBe(0)
  expect(await readdir(join(dataDir, 'cloud'))).toContain('hq-mn.db')
})

test.each<[ProgramName, string, string]>([
  ['cloud', 'KASSA_CLOUD_PORT', 'eighty'],
  ['hub', 'KASSA_HUB_PORT', '70000'],
  ['hub', 'KASSA_CLOUD_URL', 'not a url'],
  ['gateway', 'KASSA_MQTT_URL', 'http://wrong'],
])('%s says in one line that %s=%s is wrong and exits with 2', async (name, setting, value) => {
  const failed = await failedStart(name, { [setting]: value })
  expect(failed.exitCode).toBe(2)
  expect(failed.output.trim().split('\n')).toHaveLength(1)
  expect(failed.output).toContain(setting)
  expect(failed.output).toContain(value)
})

test.each<[ProgramName, string]>([
  ['cloud', 'KASSA_CLOUD_PORT'],
  ['hub', 'KASSA_HUB_PORT'],
  ['hub', 'KASSA_MQTT_PORT'],
])('%s says that the port of %s is in use and exits with 2', async (name, setting) => {
  const busy = createServer()
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', () => resolve()))
  const address = busy.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    const failed = await failedStart(name, { [setting]: String(port) })
    expect(failed.exitCode).toBe(2)
    expect(failed.output).toContain(String(port))
    expect(failed.output).toContain(setting)
  } finally {
    busy.close()
  }
})

const bundles = commandsOf(process.execPath, 'dist/', '.js')

async function failedStart(name: ProgramName, env: Record<string, string>): Promise<StartFailed> {
  const dir = await mkdtemp(join(tmpdir(), 'kassa-wrong-'))
  const ports = { KASSA_CLOUD_PORT: '0', KASSA_HUB_PORT: '0', KASSA_MQTT_PORT: '0' }
  const needed = { KASSA_STORE: 'UB1', KASSA_GATEWAY_TOKEN: 'x'.repeat(20) }
  const urls = { KASSA_CLOUD_URL: 'http://127.0.0.1:9', KASSA_MQTT_URL: 'mqtt://127.0.0.1:9' }
  try {
    const all = { KASSA_DATA: dir, KASSA_LOG: 'error', ...needed, ...ports, ...urls, ...env }
    const program = await startProgram(
      name,
      name === 'hub' ? without(all, 'KASSA_MQTT_URL') : all,
      {
        command: bundles[name] ?? [],
      },
    )
    await program.stop()
    throw new Error(`${name} started although ${JSON.stringify(env)} is wrong`)
  } catch (error) {
    if (error instanceof StartFailed) return error
    throw error
  } finally {
    removeFolder(dir)
  }
}

function without(env: Record<string, string>, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== key))
}

function startTerminal() {
  const child = spawn(process.execPath, ['--import', 'tsx', 'hub/packaging/one-box/start.ts'], {
    cwd: new URL('../../', import.meta.url),
    env: {
      ...process.env,
      KASSA_DATA: dataDir,
      KASSA_CLOUD_PORT: '0',
      KASSA_HUB_PORT: '0',
      KASSA_MQTT_PORT: '0',
      KASSA_DEVICE_PAGE_PORT: '0',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      for (const listener of listeners) listener()
    })
  }
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  return {
    process: child,
    exited,
    type: (line: string) => void child.stdin.write(`${line}\n`),
    untilSaid: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${pattern} was not said:\n${said}`)),
          // A limit of what hangs: the start loads the whole demo.
          150_000,
        )
        const look = (): void => {
          if (!pattern.test(said)) return
          clearTimeout(timer)
          listeners.delete(look)
          resolve(said)
        }
        void exited.then(() => reject(new Error(`ended before ${pattern} was said:\n${said}`)))
        listeners.add(look)
        look()
      }),
  }
}

async function childrenOf(parent: ChildProcess): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found: number[] = []
  for (const pid of pids) if ((await parentOf(pid)) === parent.pid) found.push(pid)
  const names = await Promise.all(found.map(commandOf))
  return found.filter((_, i) => /(cloud|hub|gateway)\/main\.ts/.test(names[i] ?? ''))
}

async function parentOf(pid: number): Promise<number | undefined> {
  const text = await readProc(pid, 'stat')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[1] === undefined ? undefined : Number(fields[1])
}

async function commandOf(pid: number): Promise<string> {
  return (await readProc(pid, 'cmdline')).replaceAll('\0', ' ')
}

async function readProc(pid: number, name: string): Promise<string> {
  // A process may end between being listed and being read.
  return readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // No such process: it has ended.
    return false
  }
}
