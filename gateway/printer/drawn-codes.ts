import bwipjs from 'bwip-js/node'
import { plainPayload, qrModuleDots } from './commands.ts'
import type { Bitmap } from './raster.ts'

const barRows = 80

/** A QR code for a printer that has none of its own. */
export function drawQr(data: string): Bitmap {
  const text = plainPayload(data)
  const [symbol] = bwipjs.raw('qrcode', text, 'eclevel=M')
  if (symbol === undefined || !('pixs' in symbol)) return empty
  const { pixs, pixx, pixy } = symbol
  const dots = qrModuleDots(text.length)
  return fill(pixx * dots, pixy * dots, (x, y) => {
    return pixs[Math.floor(y / dots) * pixx + Math.floor(x / dots)] === 1
  })
}

/** Bars without the digits below. */
export function drawBars(system: 'ean8' | 'ean13' | 'code128', data: string, dots: 2 | 3): Bitmap {
  const [symbol] = bwipjs.raw(system, data, '')
  if (symbol === undefined || !('sbs' in symbol)) return empty
  // Bar, space, bar …, each so many modules wide.
  const modules = symbol.sbs.flatMap((width, index) => {
    return Array.from({ length: width }, () => index % 2 === 0)
  })
  return fill(modules.length * dots, barRows, (x) => modules[Math.floor(x / dots)] === true)
}

const empty: Bitmap = { widthBytes: 0, rows: 0, bits: new Uint8Array(0) }

function fill(width: number, rows: number, isBlack: (x: number, y: number) => boolean): Bitmap {
  const widthBytes = Math.ceil(width / 8)
  const bits = new Uint8Array(widthBytes * rows)
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (!isBlack(x, y)) continue
      const at = y * widthBytes + (x >> 3)
      bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7))
    }
  }
  return { widthBytes, rows, bits }
}
