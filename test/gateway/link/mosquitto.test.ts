import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import { openRig, openTestJournal, secrets, sleep, store, until } from '#test/hub/print/rig.ts'

/** Where Debian puts it; test/support/prepare.ts installs it. */
const mosquittoPath = '/usr/sbin/mosquitto'

test('mosquitto in place of the embedded broker: killed with all it knows, no print is lost or doubled', async () => {
  await using mosquitto = await startMosquitto()
  const journal = await openTestJournal()
  {
    await using rig = await openRig(journal, {}, mosquitto.url)
    const app = startGatewayApp({
      config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
      clock: Date.now,
      log: { info: () => undefined, warn: () => undefined },
    })
    await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
    await rig.printState(await rig.sell(), 'done')
    await mosquitto.kill()
    const whileAway = await rig.sell()
    await mosquitto.start()
    await rig.printState(whileAway, 'done')
    await rig.printState(await rig.sell(), 'done')
    await sleep(300)
    const paper = app.virtualDevices.printer('printer-1')?.receipts().flatMap(textOf).join('\n')
    expect(paper?.match(/UB1-T1-1-000042-7Q/g)).toHaveLength(3)
    expect(paper).not.toContain('DUPLICATE')
    await app.gateway.close()
  }
  await journal.close()
})

/** Debian's own, on the loopback, remembering nothing. */
async function startMosquitto() {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-mosquitto-'))
  const port = await freePort()
  const settings = join(folder, 'mosquitto.conf')
  await writeFile(
    settings,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\n`,
  )
  let child: ChildProcess | undefined
  const mosquitto = {
    url: `mqtt://127.0.0.1:${port}`,
    async start() {
      child = spawn(mosquittoPath, ['-c', settings], { stdio: 'ignore' })
      while (!(await isListening(port))) await sleep(20)
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

async function freePort(): Promise<number> {
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
