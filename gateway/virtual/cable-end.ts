import type { Duplex } from 'node:stream'

/** What may go wrong between a virtual device and its gateway. */
export const cableFaults = ['none', 'silent', 'garbage', 'half', 'slow', 'unplugged'] as const
export type CableFault = (typeof cableFaults)[number]

/** The device's end of a cable, with the faults that a cable has. */
export interface CableEnd {
  attach(end: Duplex): void
  /** False when nobody listens, or the fault swallows it. */
  send(bytes: Uint8Array): boolean
  setFault(fault: CableFault): void
  fault(): CableFault
  detach(): void
}

const slowMs = 10

export function createCableEnd(deps: {
  readonly hear: (chunk: Uint8Array) => void
  readonly onChange: () => void
}): CableEnd {
  let line: Duplex | undefined
  let fault: CableFault = 'none'
  const slowly: number[] = []
  let isSending = false
  return { attach, send, setFault, fault: () => fault, detach: () => line?.destroy() }

  function attach(end: Duplex): void {
    if (fault === 'unplugged') {
      end.destroy()
      return
    }
    line = end
    end.on('error', () => undefined)
    end.once('close', () => {
      if (line !== end) return
      line = undefined
      // They belong to no later line.
      slowly.length = 0
    })
    end.on('data', (chunk: Uint8Array) => {
      if (fault !== 'silent') deps.hear(chunk)
    })
  }

  function send(bytes: Uint8Array): boolean {
    const to = line
    if (to === undefined || to.destroyed || fault === 'silent') return false
    switch (fault) {
      case 'garbage':
        to.write(bytes.map((byte, i) => (i % 2 === 0 ? byte ^ 0x15 : byte)))
        return true
      case 'half':
        to.write(bytes.subarray(0, Math.ceil(bytes.length / 2)))
        return true
      case 'slow':
        sendSlowly(bytes)
        return true
      case 'none':
      case 'unplugged':
        // A copy: who reads it may zero what it read.
        to.write(Uint8Array.from(bytes))
        return true
    }
  }

  /** Byte by byte, and one message behind the other: a timer for each would not keep their order. */
  function sendSlowly(bytes: Uint8Array): void {
    slowly.push(...bytes)
    if (!isSending) sendNext()
  }

  function sendNext(): void {
    const byte = slowly.shift()
    isSending = byte !== undefined && line !== undefined
    if (byte === undefined || line === undefined) return
    line.write(Uint8Array.of(byte))
    setTimeout(sendNext, slowMs)
  }

  function setFault(next: CableFault): void {
    fault = next
    if (next === 'unplugged') line?.destroy()
    deps.onChange()
  }
}
