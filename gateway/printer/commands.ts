import { code128 } from './code128.ts'

/**
 * ESC/POS as in Epson's command reference; only commands that clones know too.
 * Real-time commands (`DLE …`) are acted on as they arrive, even with the paper out.
 */
export const commands = {
  initialize: bytes(0x1b, 0x40),
  /** Chinese clones start in Kanji mode and would read Cyrillic as pairs. */
  cancelKanji: bytes(0x1c, 0x2e),
  lineFeed: bytes(0x0a),
  selectPage: (number: number) => bytes(0x1b, 0x74, number),
  fontB: bytes(0x1b, 0x4d, 1),
  bold: (on: boolean) => bytes(0x1b, 0x45, on ? 1 : 0),
  size: (size: 1 | 2) => bytes(0x1d, 0x21, size === 2 ? 0x11 : 0x00),
  center: (on: boolean) => bytes(0x1b, 0x61, on ? 1 : 0),
  feed: (lines: number) => bytes(0x1b, 0x64, lines),
  cut: (kind: 'partial' | 'full') => bytes(0x1d, 0x56, kind === 'full' ? 0 : 1),
  /** Letters defined by `ESC &` stand for their codes, or no longer. */
  userCharacters: (on: boolean) => bytes(0x1b, 0x25, on ? 1 : 0),
  /** Drawer, online, error and paper: said at once and at each change. */
  automaticStatus: bytes(0x1d, 0x61, 0x0f),
  /** Pin 2, 50 ms on, 500 ms off. */
  openDrawer: bytes(0x1b, 0x70, 0x00, 0x19, 0xfa),
  /** Pin 2, 100 ms; works while the printer is offline. */
  openDrawerNow: bytes(0x10, 0x14, 0x01, 0x00, 0x01),
  clearBuffer: bytes(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08),
  /** 1 printer, 2 cause of offline, 3 error, 4 paper. */
  realTimeStatus: (kind: 1 | 2 | 3 | 4) => bytes(0x10, 0x04, kind),
  /** Answered when all that was sent before it has been printed. */
  paperStatus: bytes(0x1d, 0x72, 0x01),
  qr,
  ean,
  code128: code128Command,
  raster,
} as const

/** Readers guess the character set of a QR code; percent signs leave nothing to guess. */
export function plainPayload(data: string): string {
  return data.replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character))
}

export function qrModuleDots(payloadLength: number): number {
  return payloadLength <= 100 ? 6 : payloadLength <= 250 ? 4 : 3
}

function qr(data: string): Uint8Array {
  const payload = Buffer.from(plainPayload(data), 'latin1')
  const store = payload.length + 3
  const moduleDots = qrModuleDots(payload.length)
  return Buffer.concat([
    bytes(0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0),
    bytes(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, moduleDots),
    bytes(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x31),
    bytes(0x1d, 0x28, 0x6b, store & 0xff, store >> 8, 0x31, 0x50, 0x30),
    payload,
    bytes(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30),
  ])
}

function ean(digits: string): Uint8Array {
  return barcode(digits.length === 8 ? 68 : 67, Buffer.from(digits, 'latin1'), 3)
}

function code128Command(data: string, moduleDots: 2 | 3): Uint8Array {
  return barcode(73, code128(data), moduleDots)
}

function barcode(system: number, data: Uint8Array, moduleDots: number): Uint8Array {
  return Buffer.concat([
    // 80 dots high, digits below in font A.
    bytes(0x1d, 0x68, 80, 0x1d, 0x77, moduleDots, 0x1d, 0x48, 2, 0x1d, 0x66, 0),
    bytes(0x1d, 0x6b, system, data.length),
    data,
  ])
}

function raster(widthBytes: number, rows: number, bits: Uint8Array): Uint8Array {
  const head = bytes(0x1d, 0x76, 0x30, 0, widthBytes & 0xff, widthBytes >> 8)
  return Buffer.concat([head, bytes(rows & 0xff, rows >> 8), withoutRealTimeCommands(bits)])
}

/**
 * A printer looks for real-time commands in everything that arrives, pictures included. One more
 * dot beside three others is not seen; a drawer that opens by itself is.
 */
export function withoutRealTimeCommands(bits: Uint8Array): Uint8Array {
  const safe = Uint8Array.from(bits)
  for (let index = 0; index + 1 < safe.length; index += 1) {
    const next = safe[index + 1]
    if (safe[index] === 0x10 && (next === 0x04 || next === 0x05 || next === 0x14)) {
      safe[index] = 0x18
    }
  }
  return safe
}

function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values)
}
