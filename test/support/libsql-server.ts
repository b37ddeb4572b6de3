import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { removeFolder } from './remove-folder.ts'

export interface Faults {
  readonly delayMs?: number
  readonly silent?: boolean
  readonly killAt?: {
    readonly sql: string
    readonly when: 'before' | 'after'
    /** Only in a stream that has run a statement with this in it. */
    readonly having?: string
  }
}

/** A libSQL server as a process of its own (libsql-server-process.ts says what it is). */
export interface LibsqlServer extends AsyncDisposable {
  readonly token: string
  /** As `KASSA_DATABASE_URL` takes it. */
  readonly urlTemplate: string
  readonly port: number
  /** A namespace of this name, as the server's operator makes it. */
  create(namespace: string): Promise<void>
  /** Where the namespaces' files are, for a look from outside. */
  readonly folder: string
  faults(faults: Faults): Promise<void>
  kill(): Promise<void>
  /** Resolves when a fault has killed it. */
  gone(): Promise<void>
  /** On its old port and files. */
  restart(): Promise<void>
}

export async function startLibsqlServer(): Promise<LibsqlServer> {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-libsql-'))
  const token = 'token-of-the-database'
  let running = await start(folder, 0, token)
  const { port } = running
  const gone = async () => {
    const { child } = running
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  const kill = async () => {
    running.child.kill('SIGKILL')
    await gone()
  }
  return {
    token,
    urlTemplate: `http://127.0.0.1:${port}/{group}`,
    folder,
    port,
    async create(namespace) {
      const path = `/v1/namespaces/${namespace}/create`
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST' })
      if (!answer.ok) throw new Error(await answer.text())
    },
    async faults(faults) {
      const body = JSON.stringify(faults)
      const answer = await fetch(`http://127.0.0.1:${port}/faults`, { method: 'PUT', body })
      if (!answer.ok) throw new Error(await answer.text())
    },
    kill,
    gone,
    async restart() {
      running = await start(folder, port, token)
    },
    async [Symbol.asyncDispose]() {
      await kill()
      removeFolder(folder)
    },
  }
}

async function start(
  folder: string,
  port: number,
  token: string,
): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('./libsql-server-process.ts', import.meta.url))
  const args = ['--import', 'tsx', script, folder, String(port), token]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, port: Number(line) }
}
