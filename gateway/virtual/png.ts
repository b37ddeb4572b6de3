import { crc32 as crc, deflateSync } from 'node:zlib'

/** A one-bit picture of a printer (1 = black) as PNG; white is left see-through, like paper. */
export function bitsToPng(widthBytes: number, rows: number, bits: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthBytes * 8, 0)
  header.writeUInt32BE(rows, 4)
  // One bit a dot, with a palette of two colours.
  header.set([1, 3, 0, 0, 0], 8)
  const raw = Buffer.alloc(rows * (widthBytes + 1))
  for (let row = 0; row < rows; row += 1) {
    raw.set(bits.subarray(row * widthBytes, (row + 1) * widthBytes), row * (widthBytes + 1) + 1)
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from([0xff, 0xff, 0xff, 0x1d, 0x1d, 0x22])),
    chunk('tRNS', Buffer.from([0x00, 0xff])),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc(body), body.length + 4)
  return framed
}
