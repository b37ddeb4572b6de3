import { inflateSync } from 'node:zlib'
import type { Bitmap } from './raster.ts'

const sideMax = 2000
const samplesByColour: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

interface Pixels {
  readonly width: number
  readonly height: number
  /** 0 = black … 255 = white, row by row; what is see-through is white, like paper. */
  readonly grey: Uint8Array
}

/** A shop has a logo or two, the same on each receipt; to draw one takes longer than a receipt. */
const picturesMax = 8
const pictureByPng = new Map<string, Bitmap | null>()

/** A PNG (base64) in black and white, shrunk to the width; null for what is no picture we can read. */
export function pictureOf(png: string, widthDots: number): Bitmap | null {
  const key = `${widthDots} ${png}`
  const known = pictureByPng.get(key)
  if (known !== undefined) return known
  const picture = draw(Buffer.from(png, 'base64'), widthDots)
  if (pictureByPng.size >= picturesMax) pictureByPng.clear()
  pictureByPng.set(key, picture)
  return picture
}

function draw(png: Uint8Array, widthDots: number): Bitmap | null {
  try {
    return toBits(readPng(png), widthDots)
  } catch {
    // Broken data in whatever way: a receipt without its logo is still a receipt.
    return null
  }
}

function toBits({ width, height, grey }: Pixels, widthDots: number): Bitmap {
  const scale = Math.min(1, widthDots / width)
  const columns = Math.max(1, Math.floor(width * scale))
  const rows = Math.max(1, Math.round(height * scale))
  const widthBytes = Math.ceil(columns / 8)
  const bits = new Uint8Array(widthBytes * rows)
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      // The mean of what falls into the dot: thin lines survive the shrinking.
      const fromX = Math.floor(x / scale)
      const toX = Math.min(width, Math.max(fromX + 1, Math.floor((x + 1) / scale)))
      const fromY = Math.min(height - 1, Math.floor(y / scale))
      const toY = Math.min(height, Math.max(fromY + 1, Math.floor((y + 1) / scale)))
      let sum = 0
      for (let row = fromY; row < toY; row += 1) {
        for (let column = fromX; column < toX; column += 1) sum += grey[row * width + column] ?? 255
      }
      if (sum / ((toX - fromX) * (toY - fromY)) >= 128) continue
      const at = y * widthBytes + (x >> 3)
      bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7))
    }
  }
  return { widthBytes, rows, bits }
}

/** PNG (W3C, third edition) without interlacing: all colours and depths. */
function readPng(png: Uint8Array): Pixels {
  const data = Buffer.from(png)
  if (data.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG')
  const width = data.readUInt32BE(16)
  const height = data.readUInt32BE(20)
  const depth = data.readUInt8(24)
  const colour = data.readUInt8(25)
  const samples = samplesByColour[colour]
  if (samples === undefined || data.readUInt8(28) !== 0) throw new Error('a PNG of another kind')
  if (width < 1 || width > sideMax || height < 1 || height > sideMax) throw new Error('too large')
  const packed: Buffer[] = []
  let palette = Buffer.alloc(0)
  let clear = Buffer.alloc(0)
  for (let at = 8; at + 8 <= data.length; ) {
    const length = data.readUInt32BE(at)
    const name = data.subarray(at + 4, at + 8).toString('latin1')
    const body = data.subarray(at + 8, at + 8 + length)
    if (name === 'IDAT') packed.push(body)
    if (name === 'PLTE') palette = Buffer.from(body)
    if (name === 'tRNS' && colour === 3) clear = Buffer.from(body)
    at += 12 + length
  }
  const rowBytes = Math.ceil((width * samples * depth) / 8)
  const raw = inflateSync(Buffer.concat(packed), { maxOutputLength: (rowBytes + 1) * height })
  unfilter(raw, rowBytes, Math.max(1, (samples * depth) >> 3))
  const grey = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sample = (index: number) => sampleAt(raw, y * (rowBytes + 1) + 1, x * samples + index)
      grey[y * width + x] = greyOf(sample)
    }
  }
  return { width, height, grey }

  function sampleAt(from: Buffer, rowAt: number, index: number): number {
    if (depth >= 8) return from[rowAt + (index * depth) / 8] ?? 0
    const bit = index * depth
    const byte = from[rowAt + (bit >> 3)] ?? 0
    return (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
  }

  function greyOf(sample: (index: number) => number): number {
    const first = sample(0)
    if (colour === 3) {
      const [red = 0, green = 0, blue = 0] = palette.subarray(first * 3, first * 3 + 3)
      return onPaper(luma(red, green, blue), clear[first] ?? 255)
    }
    const full = depth >= 8 ? first : Math.round((first * 255) / ((1 << depth) - 1))
    if (colour === 0) return full
    if (colour === 4) return onPaper(full, sample(1))
    const light = luma(first, sample(1), sample(2))
    return colour === 6 ? onPaper(light, sample(3)) : light
  }
}

function luma(red: number, green: number, blue: number): number {
  return (red * 299 + green * 587 + blue * 114) / 1000
}

function onPaper(light: number, alpha: number): number {
  return Math.round((light * alpha + 255 * (255 - alpha)) / 255)
}

/** Undoes the five row filters in place. */
function unfilter(raw: Buffer, rowBytes: number, pixelBytes: number): void {
  for (let rowAt = 0; rowAt < raw.length; rowAt += rowBytes + 1) {
    const filter = raw[rowAt]
    for (let index = 1; index <= rowBytes; index += 1) {
      const at = rowAt + index
      const left = index > pixelBytes ? (raw[at - pixelBytes] ?? 0) : 0
      const up = rowAt > 0 ? (raw[at - rowBytes - 1] ?? 0) : 0
      const corner =
        rowAt > 0 && index > pixelBytes ? (raw[at - rowBytes - 1 - pixelBytes] ?? 0) : 0
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0
      raw[at] = ((raw[at] ?? 0) + guess) & 0xff
    }
  }
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const byLeft = Math.abs(estimate - left)
  const byUp = Math.abs(estimate - up)
  const byCorner = Math.abs(estimate - corner)
  if (byLeft <= byUp && byLeft <= byCorner) return left
  return byUp <= byCorner ? up : corner
}
