import { crc32, deflateSync } from 'node:zlib'

const black = 0
const white = 255
/** Three rows: two black dots, one in the second place, none. */
const grey = [
  [black, black, white, white],
  [white, black, white, white],
  [white, white, white, white],
] as const

/** The same little picture in each kind of PNG and by each filter. */
export const logos: Readonly<Record<string, Buffer>> = {
  'one bit': png(4, 0, 1, [[0x30], [0xb0], [0xf0]]),
  'grey, filtered by the row above': png(4, 0, 8, filteredUp(), 2),
  'grey, filtered by the dot before': png(4, 0, 8, filteredLeft(), 1),
  colours: png(
    4,
    2,
    8,
    grey.map((row) => row.flatMap((light) => [light, light, light])),
  ),
  palette: png(
    4,
    3,
    2,
    grey.map((row) => [row.reduce<number>((bits, light) => (bits << 2) | (light ? 1 : 2), 0)]),
    0,
    chunk('PLTE', Buffer.from([255, 0, 0, 255, 255, 255, 0, 0, 0])),
  ),
  // Black everywhere, and seen only where it is not clear.
  'see-through': png(
    4,
    6,
    8,
    grey.map((row) => row.flatMap((light) => [0, 0, 0, 255 - light])),
  ),
}

function filteredUp(): number[][] {
  return grey.map((row, y) => row.map((light, x) => (light - (grey[y - 1]?.[x] ?? 0)) & 0xff))
}

function filteredLeft(): number[][] {
  return grey.map((row) => row.map((light, x) => (light - (row[x - 1] ?? 0)) & 0xff))
}

function png(
  width: number,
  colour: number,
  depth: number,
  rows: readonly (readonly number[])[],
  filter = 0,
  extra: Buffer = Buffer.alloc(0),
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(rows.length, 4)
  header.set([depth, colour, 0, 0, 0], 8)
  const raw = Buffer.from(rows.flatMap((row) => [filter, ...row]))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    extra,
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
