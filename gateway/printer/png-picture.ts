import { PNG } from 'pngjs'
import type { Bitmap } from './raster.ts'

const sideMax = 2000

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

function draw(png: Buffer, widthDots: number): Bitmap | null {
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

function readPng(bytes: Buffer): Pixels {
  // The header first: what a small file unpacks to has no limit of its own.
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  if (width > sideMax || height > sideMax) throw new Error('too large')
  const { data } = PNG.sync.read(bytes)
  const grey = new Uint8Array(width * height)
  for (let pixel = 0; pixel < grey.length; pixel += 1) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(pixel * 4, pixel * 4 + 4)
    grey[pixel] = onPaper(luma(red, green, blue), alpha)
  }
  return { width, height, grey }
}

function luma(red: number, green: number, blue: number): number {
  return (red * 299 + green * 587 + blue * 114) / 1000
}

function onPaper(light: number, alpha: number): number {
  return Math.round((light * alpha + 255 * (255 - alpha)) / 255)
}
