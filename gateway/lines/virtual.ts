import { Duplex } from 'node:stream'

/** Ends of virtual lines by device id: what a cable is to a real device. */
export interface VirtualLines {
  /** Plugs a virtual device in; the answer unplugs it. */
  register(device: string, attach: (end: Duplex) => void): () => void
  open(device: string): Promise<Duplex>
}

export function createVirtualLines(): VirtualLines {
  const attachByDevice = new Map<string, (end: Duplex) => void>()
  return { register, open }

  function register(device: string, attach: (end: Duplex) => void): () => void {
    attachByDevice.set(device, attach)
    return () => {
      if (attachByDevice.get(device) === attach) attachByDevice.delete(device)
    }
  }

  async function open(device: string): Promise<Duplex> {
    const attach = attachByDevice.get(device)
    if (attach === undefined) throw new Error(`virtual device ${device} is not plugged in`)
    const [near, far] = createCable()
    attach(far)
    return near
  }
}

/** Two ends; what is written to one is read from the other, and both die together. */
export function createCable(): readonly [Duplex, Duplex] {
  const near = createEnd(() => far)
  const far = createEnd(() => near)
  return [near, far]
}

function createEnd(other: () => Duplex): Duplex {
  let resume: (() => void) | undefined
  const end = new Duplex({
    read() {
      resume?.()
      resume = undefined
    },
    write(chunk: Uint8Array, _encoding, done) {
      const peer = other() as Duplex & { [pending]?: (next: () => void) => void }
      if (peer.destroyed) return done(new Error('the line is closed'))
      // The reader's buffer is bounded: the next write waits until it has been read.
      if (peer.push(chunk)) done()
      else peer[pending]?.(done)
    },
    final(done) {
      other().push(null)
      done()
    },
    destroy(error, done) {
      const peer = other()
      if (!peer.destroyed) peer.destroy()
      done(error)
    },
  }) as Duplex & { [pending]?: (next: () => void) => void }
  end[pending] = (next) => {
    resume = next
  }
  return end
}

const pending = Symbol('pending write of the peer')
