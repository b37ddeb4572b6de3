import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { TransactionEnd, Transactor } from '#gateway/jobs/transactor.ts'
import { openTcpLine } from '#gateway/lines/tcp.ts'

/** What may go wrong as a payment comes. */
export type TerminalFault =
  | 'none'
  | 'holds'
  | 'dies before it hears'
  | 'dies after it booked'
  | 'deaf'

/** A payment terminal over TCP: it books by the reference of who asks, and remembers what it booked. */
export async function openTestTerminal() {
  const booked = new Map<string, string>()
  const refused = new Set<string>()
  const heard: string[] = []
  const sockets = new Set<Socket>()
  let fault: TerminalFault = 'none'
  let card: (() => void) | null = null

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    createInterface(socket)
      .on('line', (line) => take(socket, line))
      .on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  function take(socket: Socket, line: string): void {
    const [what = '', ref = ''] = line.split(' ')
    heard.push(what)
    if (fault === 'deaf') return
    if (what === 'ASK') socket.write(`${stateOf(ref)}\n`)
    else if (what === 'STOP' && card !== null) {
      card = null
      refused.add(ref)
      socket.write(`NO ${ref} cancelled at the terminal\n`)
    } else if (what === 'PAY') pay(socket, ref)
  }

  function pay(socket: Socket, ref: string): void {
    const book = () => {
      card = null
      booked.set(ref, `A${booked.size + 1}`)
      if (fault === 'dies after it booked') socket.destroy()
      else if (!socket.destroyed) socket.write(`DONE ${ref} ${booked.get(ref)}\n`)
    }
    if (fault === 'dies before it hears') {
      socket.destroy()
      return
    }
    socket.write('SAY insert the card\n')
    if (fault === 'holds') card = book
    else book()
  }

  function stateOf(ref: string): string {
    if (booked.has(ref)) return `DONE ${ref} ${booked.get(ref)}`
    if (card !== null) return `BUSY ${ref}`
    return `NO ${ref} ${refused.has(ref) ? 'cancelled at the terminal' : 'the terminal knows nothing of it'}`
  }

  return {
    port,
    booked,
    heard,
    begins: () => heard.filter((what) => what === 'PAY').length,
    setFault(next: TerminalFault) {
      fault = next
    },
    isHeld: () => card !== null,
    /** The customer puts the card in. */
    putCard: () => card?.(),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The driver of that terminal: a line for each exchange. */
export function createTestTransactor(port: number, died: AbortSignal): Transactor {
  return {
    begin: ({ jobId, request }, tell, stop) =>
      exchange(`PAY ${jobId} ${request['amount']}`, tell, stop, `STOP ${jobId}`),
    ask: ({ jobId }, tell, stop) => exchange(`ASK ${jobId}`, tell, stop),
  }

  async function exchange(
    question: string,
    tell: (words: string) => void,
    stop: AbortSignal,
    stopWord?: string,
  ): Promise<TransactionEnd> {
    let line: Awaited<ReturnType<typeof openTcpLine>>
    try {
      line = await openTcpLine({ host: '127.0.0.1', port, timeoutMs: 1000 })
    } catch {
      const outcome = stopWord === undefined ? 'unknown' : 'failed'
      return { outcome, reason: 'the terminal is not connected' }
    }
    line.on('error', () => undefined)
    died.addEventListener('abort', () => line.destroy())
    stop.addEventListener('abort', () => {
      if (stopWord === undefined) line.destroy()
      else line.write(`${stopWord}\n`)
    })
    line.write(`${question}\n`)
    try {
      for await (const words of createInterface(line)) {
        const [what = '', , ...rest] = words.split(' ')
        const reason = rest.join(' ')
        if (what === 'SAY') tell(words.slice(4))
        if (what === 'DONE') return { outcome: 'done', reason: '', answer: { approval: reason } }
        if (what === 'NO') return { outcome: 'failed', reason }
        if (what === 'BUSY') return { outcome: 'unknown', reason: 'the terminal is still at it' }
      }
    } catch {
      // A reset is a lost line like any other.
    } finally {
      line.destroy()
    }
    return { outcome: 'unknown', reason: 'the line was lost' }
  }
}
