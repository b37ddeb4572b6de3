import { createServer } from 'node:net'
import { startRunningTime } from './running-time.ts'

interface SilentBroker extends Disposable {
  readonly url: string
}

/** Lets in and subscribes whoever comes; from then on it says nothing. */
async function openSilentBroker(): Promise<SilentBroker> {
  const broker = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (packet) => {
      if (packet[0] === 0x10) socket.write(Buffer.from([0x20, 2, 0, 0]))
      if (packet[0] === 0x82)
        socket.write(Buffer.from([0x90, 3, packet[2] ?? 0, packet[3] ?? 0, 1]))
    })
  })
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve))
  const address = broker.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { url: `mqtt://127.0.0.1:${port}`, [Symbol.dispose]: () => void broker.close() }
}

/** How long a link takes to close that has published its last word there; ms of running. */
export async function timeToClose(
  open: (settings: { readonly url: string; readonly onConnect: () => void }) => {
    readonly publish: (topic: string, message: object) => boolean
    readonly close: () => Promise<void>
  },
): Promise<number> {
  using broker = await openSilentBroker()
  let isConnected = (): void => undefined
  const connected = new Promise<void>((resolve) => {
    isConnected = resolve
  })
  const link = open({ url: broker.url, onConnect: () => isConnected() })
  await connected
  if (!link.publish('last', { word: true })) throw new Error('the link is not connected')
  using running = startRunningTime()
  await link.close()
  return running.ms()
}
