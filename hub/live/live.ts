import type { LiveEvent } from '#shared/contracts/till.ts'

const MAX_UNSENT_BYTES = 1024 * 1024
const MAX_SOCKETS = 400
/** A page that comes back while its old connection is not known to be dead yet, and a few tabs. */
const MAX_SOCKETS_OF_A_TILL = 16

/** One till's open page. */
export interface LiveSocket {
  readonly till: string
  readonly send: (text: string) => void
  /** Bytes that wait for a slow till. */
  readonly unsentBytes: () => number
  readonly close: (code: number, reason: string) => void
}

/** Hints to the tills; they prove nothing, so a till that is too slow is cut off and asks again. */
export interface Live {
  readonly add: (socket: LiveSocket) => void
  readonly remove: (socket: LiveSocket) => void
  /** `till` null = all. */
  readonly publish: (event: LiveEvent, till: string | null) => void
  readonly tills: () => readonly string[]
  readonly closeAll: () => void
}

export function createLive(): Live {
  const sockets = new Set<LiveSocket>()
  /** One till's pages must not shut out those of the others. */
  const dropOldestOf = (till: string): void => {
    const own = [...sockets].filter((socket) => socket.till === till)
    const [oldest] = own
    if (oldest === undefined || own.length < MAX_SOCKETS_OF_A_TILL) return
    sockets.delete(oldest)
    oldest.close(1013, 'too many pages of this till are open')
  }
  return {
    add(socket) {
      dropOldestOf(socket.till)
      if (sockets.size >= MAX_SOCKETS) socket.close(1013, 'too many pages are open')
      else sockets.add(socket)
    },
    remove: (socket) => void sockets.delete(socket),
    publish(event, till) {
      const text = JSON.stringify(event)
      for (const socket of sockets) {
        if (till !== null && socket.till !== till) continue
        if (socket.unsentBytes() <= MAX_UNSENT_BYTES) socket.send(text)
        else {
          sockets.delete(socket)
          socket.close(1013, 'too slow')
        }
      }
    },
    tills: () => [...new Set([...sockets].map(({ till }) => till))],
    closeAll() {
      for (const socket of sockets) socket.close(1001, 'the hub stops')
      sockets.clear()
    },
  }
}
