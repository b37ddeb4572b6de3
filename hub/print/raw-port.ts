import { type AddressInfo, type BlockList, createServer, type Socket } from 'node:net'
import { createComplaints } from '#shared/domain/complaints.ts'

export const RAW_JOB_BYTES = 2 * 1024 * 1024
const MAX_CONNECTIONS = 8
/** Software that keeps its connection for the next receipt has said all of this one. */
const GAP_MS = 2000
/** A connection that says nothing. */
const IDLE_MS = 60_000

export interface RawPortSettings {
  readonly host: string
  /** 0 = any free one. */
  readonly port: number
  /** Who may print; nobody else is let in. */
  readonly allow: BlockList
  /** Takes one job; rejects when the queue is full or no printer is set. */
  readonly print: (bytes: Uint8Array) => Promise<void>
  readonly log: { warn(fields: object, message: string): void }
  readonly gapMs?: number
}

export interface RawPort {
  readonly port: number
  close(): Promise<void>
}

/**
 * Where software that knows only a printer at port 9100 prints by the hub's queue. A job is what
 * comes until the connection closes or pauses; one that breaks off or is too large prints nothing.
 */
export async function openRawPort(settings: RawPortSettings): Promise<RawPort> {
  const { allow, print, gapMs = GAP_MS } = settings
  const complain = createComplaints(
    (fields, message) => settings.log.warn(fields, message),
    setTimeout,
  )
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const from = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    if (!isAllowed(allow, from)) {
      complain(from, { from }, 'raw print refused: this address is not in KASSA_RAW_PRINT_ALLOW')
      socket.destroy()
      return
    }
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    take(socket, from)
  })
  server.maxConnections = MAX_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: settings.host, port: settings.port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }

  function take(socket: Socket, from: string): void {
    let chunks: Buffer[] = []
    let length = 0
    let gap: NodeJS.Timeout | undefined

    const refuse = (why: string): void => {
      complain(from, { from, bytes: length }, `raw print refused: ${why}`)
      chunks = []
      length = 0
      clearTimeout(gap)
      socket.resetAndDestroy()
    }
    const finish = async (): Promise<void> => {
      clearTimeout(gap)
      const bytes = Buffer.concat(chunks)
      chunks = []
      length = 0
      if (bytes.length === 0) return
      socket.pause()
      try {
        await print(bytes)
        socket.resume()
      } catch (error) {
        refuse(error instanceof Error ? error.message : String(error))
      }
    }

    socket.setTimeout(IDLE_MS, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > RAW_JOB_BYTES) {
        refuse(`more than ${RAW_JOB_BYTES} bytes in one job`)
        return
      }
      chunks.push(chunk)
      clearTimeout(gap)
      gap = setTimeout(() => void finish(), gapMs)
    })
    socket.on('end', () => void finish())
    socket.on('error', (error) => refuse(`it broke off: ${error.message}`))
  }
}

function isAllowed(allow: BlockList, address: string): boolean {
  if (address === '') return false
  return allow.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}
