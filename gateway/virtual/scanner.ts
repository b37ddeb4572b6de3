import { type CableEnd, createCableEnd } from './cable-end.ts'

export interface VirtualScanner extends CableEnd {
  /** Types the code as a scanner does: AIM identifier, data, CR. False when nobody listens. */
  scan(data: string): boolean
}

/** A scanner takes no orders: what comes is read and forgotten, or the line would fill up. */
export function createVirtualScanner(onChange: () => void = () => undefined): VirtualScanner {
  const end = createCableEnd({ hear: () => undefined, onChange })
  return { ...end, scan: (data) => end.send(Buffer.from(`${aimIdentifier(data)}${data}\r`)) }
}

/** ISO/IEC 15424 symbology identifier that a scanner would send for such data. */
export function aimIdentifier(data: string): string {
  if (/^\d{8}$/.test(data)) return ']E4'
  if (/^\d{12,13}$/.test(data)) return ']E0'
  return /^[\x20-\x7e]{1,48}$/.test(data) ? ']C0' : ']Q0'
}
