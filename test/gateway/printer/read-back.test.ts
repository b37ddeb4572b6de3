import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { drawBars, drawQr } from '#gateway/printer/drawn-codes.ts'
import { encodeDocument } from '#gateway/printer/encode.ts'
import { profileOf } from '#gateway/printer/profiles.ts'
import type { Bitmap } from '#gateway/printer/raster.ts'
import { createLexer } from '#gateway/virtual/lexer.ts'
import { receipts } from './receipts.ts'

/** Programs of others read what we draw: an eye for letters (tesseract) and one for codes (zbar). */

const folder = mkdtempSync(join(tmpdir(), 'kassa-read-back-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('tesseract reads the drawn lines of the Mongolian receipt, Ө and Ү among them', () => {
  const options = { profile: profileOf('generic-80mm'), columns: 48, duplicate: false }
  const bytes = encodeDocument(receipts.mn, { ...options, openDrawer: false })
  const pictures = createLexer()(bytes)
    .filter(({ bytes: b }) => b[0] === 0x1d && b[1] === 0x76)
    .map(({ bytes: b }) => ({
      widthBytes: (b[4] ?? 0) + (b[5] ?? 0) * 256,
      rows: (b[6] ?? 0) + (b[7] ?? 0) * 256,
      bits: b.subarray(8),
    }))
  const path = writePbm('lines.pbm', pictures)
  const read = execFileSync('tesseract', [path, '-', '-l', 'mon', '--psm', '6'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  }).toString()
  for (const words of ['Өвгөн Жэк', 'Үлгэр', 'Үнэгүй ном өгөх ёслол', 'Хөнгөлөлт', '22 500.00']) {
    expect(read).toContain(words)
  }
})

test('zbar reads the codes that are drawn for printers without codes of their own', () => {
  const path = writePbm('codes.pbm', [
    drawQr('https://shop.example/r/UB1-T1-1-000042-7K'),
    drawBars('ean13', '4006381333931', 3),
    drawBars('ean8', '96385074', 3),
    drawBars('code128', 'UB1-T1-000042', 2),
  ])
  const read = execFileSync('zbarimg', ['--quiet', path], { stdio: ['ignore', 'pipe', 'ignore'] })
  expect(read.toString().trim().split('\n').sort()).toEqual([
    'CODE-128:UB1-T1-000042',
    'EAN-13:4006381333931',
    'EAN-8:96385074',
    'QR-Code:https://shop.example/r/UB1-T1-1-000042-7K',
  ])
})

/** One below the other on white paper, with room around them. */
function writePbm(name: string, pictures: readonly Bitmap[]): string {
  const margin = 6
  const gap = 48
  const widthBytes = Math.max(...pictures.map((picture) => picture.widthBytes)) + margin * 2
  const blank = Buffer.alloc(widthBytes * gap)
  const rows = pictures.flatMap((picture) => [
    ...Array.from({ length: picture.rows }, (_, row) => {
      const line = Buffer.alloc(widthBytes)
      const at = row * picture.widthBytes
      line.set(picture.bits.subarray(at, at + picture.widthBytes), margin)
      return line
    }),
    blank,
  ])
  const data = Buffer.concat([blank, ...rows])
  const path = join(folder, name)
  const head = `P4\n${widthBytes * 8} ${data.length / widthBytes}\n`
  writeFileSync(path, Buffer.concat([Buffer.from(head, 'latin1'), data]))
  return path
}
