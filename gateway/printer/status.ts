/**
 * What an ESC/POS printer says back (Epson command reference: DLE EOT, GS a, GS r, DLE DC4).
 * Each kind of answer has its own fixed bits, so they can be told apart in one stream.
 */
export type StatusMessage =
  /** Answer to `DLE EOT n`; which n only the asker knows. */
  | { readonly kind: 'real-time'; readonly value: number }
  /** Answer to `GS r 1`: all before it is on paper. */
  | { readonly kind: 'printed'; readonly paper: 'ok' | 'low' | 'out' }
  /** Sent by itself when switched on by `GS a`. */
  | { readonly kind: 'automatic'; readonly state: PrinterSensors }
  /** `7…NUL` and `_…NUL`: answers to `DLE DC4 8` and `GS I`. */
  | { readonly kind: 'block'; readonly bytes: Uint8Array }

export interface PrinterSensors {
  readonly paper: 'ok' | 'low' | 'out'
  readonly cover: 'closed' | 'open'
  /** Empty when none. */
  readonly error: string
  readonly offline: boolean
  /** The drawer's contact; what it means depends on the drawer. */
  readonly drawerPin: 'high' | 'low'
}

const xon = 0x11
const xoff = 0x13
const blockBytesMax = 256

/** Takes bytes in any chunking and gives whole messages; noise is skipped. */
export function createStatusDecoder(): (chunk: Uint8Array) => readonly StatusMessage[] {
  let automatic: number[] = []
  let block: number[] = []
  return (chunk) => {
    const messages: StatusMessage[] = []
    for (const value of chunk) {
      const message = take(value)
      if (message !== undefined) messages.push(message)
    }
    return messages
  }

  function take(value: number): StatusMessage | undefined {
    if (block.length > 0) return takeBlock(value)
    // Flow control may come between any two bytes.
    if (value === xon || value === xoff) return undefined
    if (automatic.length > 0) return takeAutomatic(value)
    if ((value & 0x93) === 0x12) return { kind: 'real-time', value }
    if (value === 0x37 || value === 0x5f) {
      block = [value]
      return undefined
    }
    if ((value & 0x93) === 0x10) {
      automatic = [value]
      return undefined
    }
    if ((value & 0xf0) === 0) return { kind: 'printed', paper: paperOf(value & 3, value & 0x0c) }
    return undefined
  }

  function takeAutomatic(value: number): StatusMessage | undefined {
    // Bytes 2 to 4 have bits 4 and 7 clear; anything else is an answer that cut in.
    if ((value & 0x90) !== 0) {
      automatic = []
      return take(value)
    }
    automatic.push(value)
    if (automatic.length < 4) return undefined
    const state = decodeAutomatic(automatic)
    automatic = []
    return { kind: 'automatic', state }
  }

  function takeBlock(value: number): StatusMessage | undefined {
    block.push(value)
    if (value !== 0 && block.length < blockBytesMax) return undefined
    const bytes = Uint8Array.from(block)
    block = []
    return { kind: 'block', bytes }
  }
}

/** The four answers to `DLE EOT 1…4`, in this order. */
export function decodeRealTime(answers: readonly [number, number, number, number]): PrinterSensors {
  const [printer, cause, error, paper] = answers
  const isOut = (paper & 0x60) !== 0 || (cause & 0x20) !== 0
  return {
    paper: paperOf(paper & 0x0c, isOut ? 1 : 0),
    cover: (cause & 0x04) !== 0 ? 'open' : 'closed',
    error: errorOf({
      cutter: (error & 0x08) !== 0,
      fatal: (error & 0x20) !== 0,
      other: (error & 0x44) !== 0 || (cause & 0x40) !== 0,
    }),
    offline: (printer & 0x08) !== 0,
    drawerPin: (printer & 0x04) !== 0 ? 'high' : 'low',
  }
}

function decodeAutomatic(bytes: readonly number[]): PrinterSensors {
  const [printer = 0, error = 0, paper = 0] = bytes
  return {
    paper: paperOf(paper & 0x03, paper & 0x0c),
    cover: (printer & 0x20) !== 0 ? 'open' : 'closed',
    error: errorOf({
      cutter: (error & 0x08) !== 0,
      fatal: (error & 0x20) !== 0,
      other: (error & 0x44) !== 0,
    }),
    offline: (printer & 0x08) !== 0,
    drawerPin: (printer & 0x04) !== 0 ? 'high' : 'low',
  }
}

function paperOf(nearEnd: number, end: number): 'ok' | 'low' | 'out' {
  if (end !== 0) return 'out'
  return nearEnd !== 0 ? 'low' : 'ok'
}

function errorOf(bits: {
  readonly cutter: boolean
  readonly fatal: boolean
  readonly other: boolean
}): string {
  if (bits.fatal) return 'unrecoverable error: switch the printer off and on'
  if (bits.cutter) return 'paper cutter error: clear the jam'
  return bits.other ? 'error: look at the printer' : ''
}

/** Why it cannot print now, in words; empty when it can. */
export function blockedBy(sensors: PrinterSensors): string {
  if (sensors.cover === 'open') return 'cover is open'
  if (sensors.paper === 'out') return 'out of paper'
  if (sensors.error !== '') return sensors.error
  return sensors.offline ? 'printer is offline' : ''
}
