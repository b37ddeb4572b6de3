import { type Duplex, duplexPair } from 'node:stream'

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
  const [near, far] = duplexPair()
  near.once('close', () => far.destroy())
  far.once('close', () => near.destroy())
  return [near, far]
}
