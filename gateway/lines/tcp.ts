import { connect } from 'node:net'
import type { Duplex } from 'node:stream'

/** A raw TCP line, as network printers offer on port 9100. */
export function openTcpLine(options: {
  readonly host: string
  readonly port: number
  readonly timeoutMs: number
}): Promise<Duplex> {
  const { host, port, timeoutMs } = options
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true })
    const timer = setTimeout(() => {
      socket.destroy(new Error(`${host}:${port} did not answer within ${timeoutMs} ms`))
    }, timeoutMs)
    socket.once('error', fail)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', fail)
      resolve(socket)
    })

    function fail(error: Error): void {
      clearTimeout(timer)
      reject(error)
    }
  })
}
