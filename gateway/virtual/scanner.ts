import type { Duplex } from 'node:stream'

export interface VirtualScanner {
  /** The other end of the scanner's cable. */
  attach(end: Duplex): void
  /** Types the code as a scanner does: AIM identifier, data, CR. False when nobody listens. */
  scan(data: string): boolean
  detach(): void
}

export function createVirtualScanner(): VirtualScanner {
  let line: Duplex | undefined
  return { attach, scan, detach: () => line?.destroy() }

  function attach(end: Duplex): void {
    line = end
    end.on('error', () => undefined)
    end.once('close', () => {
      if (line === end) line = undefined
    })
    // A scanner takes no orders; what comes is read and forgotten, or the line would fill up.
    end.resume()
  }

  function scan(data: string): boolean {
    if (line === undefined || line.destroyed) return false
    line.write(`${aimIdentifier(data)}${data}\r`)
    return true
  }
}

/** ISO/IEC 15424 symbology identifier that a scanner would send for such data. */
export function aimIdentifier(data: string): string {
  if (/^\d{8}$/.test(data)) return ']E4'
  if (/^\d{12,13}$/.test(data)) return ']E0'
  return /^[\x20-\x7e]{1,48}$/.test(data) ? ']C0' : ']Q0'
}
