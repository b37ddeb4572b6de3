import { connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { nameLine } from './words.ts'

/** After so long without a byte Linux asks each second, ten times: a dead end is seen in 20 s. */
const KEEPALIVE_MS = 10_000

/** A raw TCP line, as network printers offer on port 9100. */
export function openTcpLine(options: {
  readonly host: string
  readonly port: number
  readonly timeoutMs: number
}): Promise<Duplex> {
  const { host, port, timeoutMs } = options
  const name = nameLine({ kind: 'tcp', host, port })
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEPALIVE_MS,
    })
    const timer = setTimeout(() => {
      const fix = 'check its power and the address'
      const words = `${name} did not answer within ${timeoutMs} ms: ${fix}`
      socket.destroy(Object.assign(new Error(words), { code: 'ETIMEDOUT' }))
    }, timeoutMs)
    socket.once('error', fail)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', fail)
      resolve(lineOf(socket, name))
    })

    function fail(error: NodeJS.ErrnoException): void {
      clearTimeout(timer)
      reject(new Error(wordsOf(error, name), { cause: error }))
    }
  })
}

/**
 * A socket tells of its end only to who reads it; this line reads for drivers that only write.
 * Destroyed, it resets the connection: what the device has not taken is dropped by both ends,
 * and does not come out after the next connection's first bytes.
 */
function lineOf(socket: Socket, name: string): Duplex {
  const line = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Uint8Array, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(() => done()),
    destroy(error, done) {
      socket.once('close', () => done(error))
      if (socket.closed) done(error)
      else socket.resetAndDestroy()
    },
  })
  let reason: Error | undefined
  socket.on('data', (chunk: Uint8Array) => {
    if (!line.push(chunk)) socket.pause()
  })
  socket.on('error', (error) => {
    reason = error
  })
  socket.on('close', () => {
    if (line.destroyed) return
    const words = reason === undefined ? 'it closed the connection' : reason.message
    line.destroy(new Error(`${name} is gone: ${words}`, { cause: reason }))
  })
  return line
}

const unreachable = 'is not in reach: check its power, its cable and the address'
const noSuchName = 'is no name in this network: set its IP address'
const fixes: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refuses the connection: is the port right, or is another program on it?'],
  ['ENOTFOUND', noSuchName],
  ['EAI_AGAIN', noSuchName],
  ['EHOSTUNREACH', unreachable],
  ['ENETUNREACH', unreachable],
])

function wordsOf(error: NodeJS.ErrnoException, name: string): string {
  const fix = fixes.get(error.code ?? '')
  return fix === undefined ? error.message : `${name} ${fix}`
}
