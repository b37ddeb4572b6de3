import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'

/** The store's internet line on one machine: a TCP relay to the cloud that can be cut and restored. */
export interface Link {
  /** What the hub takes for the cloud. */
  readonly url: string
  /** `GET` → `{"cut":false}`, `PUT {"cut":true}`: the switch on the device page speaks to it. */
  readonly switchUrl: string
  readonly isCut: () => boolean
  readonly setCut: (cut: boolean) => void
  readonly close: () => Promise<void>
}

export async function openLink(options: {
  readonly cloudUrl: string
  readonly onChange?: (cut: boolean) => void
}): Promise<Link> {
  const target = new URL(options.cloudUrl)
  const sockets = new Set<Socket>()
  let cut = false

  const relay = createTcpServer({ noDelay: true }, (near) => {
    if (cut) {
      near.destroy()
      return
    }
    const far = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })

  const setCut = (value: boolean): void => {
    if (value === cut) return
    cut = value
    if (cut) for (const socket of sockets) socket.destroy()
    options.onChange?.(cut)
  }
  const control = createServer((request, response) => {
    answerSwitch(request, response, () => cut, setCut)
  })

  await listen(relay)
  await listen(control)
  return {
    url: urlOf(relay),
    switchUrl: urlOf(control),
    isCut: () => cut,
    setCut,
    async close() {
      for (const socket of sockets) socket.destroy()
      control.closeAllConnections()
      await Promise.all([closed(relay), closed(control)])
    },
  }
}

function answerSwitch(
  request: IncomingMessage,
  response: ServerResponse,
  isCut: () => boolean,
  setCut: (cut: boolean) => void,
): void {
  let text = ''
  request.on('data', (chunk: Buffer) => {
    if (text.length < 100) text += chunk.toString('utf8')
  })
  request.on('end', () => {
    const wanted =
      request.method === 'PUT' ? /^\s*\{\s*"cut"\s*:\s*(true|false)\s*\}\s*$/.exec(text) : null
    if (request.method === 'PUT' && wanted === null) {
      response.writeHead(422, { 'content-type': 'application/problem+json' })
      response.end(
        JSON.stringify({
          title: 'Invalid',
          status: 422,
          detail: 'send {"cut":true} or {"cut":false}',
        }),
      )
      return
    }
    if (wanted !== null) setCut(wanted[1] === 'true')
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ cut: isCut() }))
  })
}

type Listener = ReturnType<typeof createTcpServer> | ReturnType<typeof createServer>

function listen(server: Listener): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
}

function closed(server: Listener): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

function urlOf(server: Listener): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
