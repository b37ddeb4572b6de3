import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where Debian puts it; test/support/prepare.ts installs it. */
const mosquittoPath = '/usr/sbin/mosquitto'

export interface Mosquitto extends AsyncDisposable {
  readonly url: string
  /** On its old port, by its settings of now, knowing nothing. */
  start(): Promise<void>
  kill(): Promise<void>
}

/** Files by name, of which `mosquitto.conf` is read. */
export type MosquittoFolder = Readonly<Record<string, string>>

/** Debian's own, on the loopback, remembering nothing; open to everybody unless settings are given. */
export async function startMosquitto(
  settingsFor: (folder: string, port: number) => MosquittoFolder = openToAll,
): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-mosquitto-'))
  const port = await freePort()
  let child: ChildProcess | undefined
  const mosquitto: Mosquitto = {
    url: `mqtt://127.0.0.1:${port}`,
    async start() {
      const files = settingsFor(folder, port)
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
      child = await spawnMosquitto(join(folder, 'mosquitto.conf'), port)
    },
    async kill() {
      if (child === undefined) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
      child = undefined
    },
    async [Symbol.asyncDispose]() {
      await mosquitto.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await mosquitto.start()
  return mosquitto
}

/** Once it listens. */
export async function spawnMosquitto(settings: string, port: number): Promise<ChildProcess> {
  const child = spawn(mosquittoPath, ['-c', settings], { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk) => {
    words = `${words}${String(chunk)}`.slice(-2000)
  })
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`mosquitto refused ${settings}: ${words}`)
    await sleep(5)
  }
  return child
}

function openToAll(_folder: string, port: number): MosquittoFolder {
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'set_tcp_nodelay true',
  ]
  return { 'mosquitto.conf': `${lines.join('\n')}\n` }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
