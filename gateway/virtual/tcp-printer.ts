import { createServer } from 'node:net'
import type { VirtualPrinter } from './printer.ts'

/** Puts a virtual printer on the network as real ones are, on port 9100 or any other. */
export async function startTcpPrinter(options: {
  readonly printer: Pick<VirtualPrinter, 'attach'>
  readonly host: string
  readonly port: number
}): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    try {
      options.printer.attach(socket)
    } catch {
      // Switched off: a real one would not have taken the connection.
      socket.destroy()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  return { port, close }

  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}
