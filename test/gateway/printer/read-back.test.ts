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

const mongolian = ['Үлгэр', 'Үнэгүй ном өгөх ёслол', 'Хөнгөлөлт', '22 500.00']
const romanian = ['Tiriac SRL - Materiale', 'teava inauntru', 'Amarastii', 'Reducere: Surub']

for (const [language, profile, font, eye, wanted] of [
  ['mn', 'generic-80mm', 'A', 'mon', ['Өвгөн Жэк', ...mongolian]],
  ['mn', 'generic-80mm', 'B', 'mon', mongolian],
  // It has no page with ș and ă. The eye knows English letters only, and reads s and a.
  ['ro', 'metapace-t-1', 'B', 'eng', romanian],
] as const) {
  test(`tesseract reads the drawn lines of the ${language} receipt in font ${font}`, () => {
    const bytes = encodeDocument(receipts[language], {
      profile: profileOf(profile),
      columns: 48,
      font,
      duplicate: false,
      openDrawer: false,
    })
    const pictures = createLexer()(bytes)
      .filter(({ bytes: b }) => b[0] === 0x1d && b[1] === 0x76)
      .map(({ bytes: b }) => ({
        widthBytes: (b[4] ?? 0) + (b[5] ?? 0) * 256,
        rows: (b[6] ?? 0) + (b[7] ?? 0) * 256,
        bits: b.subarray(8),
      }))
    // A letter of font B is 15 dots high: an eye that learnt from larger ones is given a glass.
    const path = writePbm(`${language}-${font}.pbm`, pictures, font === 'B' ? 2 : 1)
    const read = execFileSync('tesseract', [path, '-', '-l', eye, '--psm', '6'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    }).toString()
    for (const words of wanted) expect(read).toContain(words)
  })
}

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

/** One below the other on white paper, with room around them; each dot so many times. */
function writePbm(name: string, dots: readonly Bitmap[], times = 1): string {
  const pictures = dots.map((picture) => enlarge(picture, times))
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

function enlarge({ widthBytes, rows, bits }: Bitmap, times: number): Bitmap {
  if (times === 1) return { widthBytes, rows, bits }
  const large = new Uint8Array(widthBytes * rows * times * times)
  for (let y = 0; y < rows * times; y += 1) {
    for (let x = 0; x < widthBytes * 8 * times; x += 1) {
      const from = Math.floor(x / times)
      const byte = bits[Math.floor(y / times) * widthBytes + (from >> 3)] ?? 0
      if (((byte >> (7 - (from & 7))) & 1) === 0) continue
      const at = y * widthBytes * times + (x >> 3)
      large[at] = (large[at] ?? 0) | (0x80 >> (x & 7))
    }
  }
  return { widthBytes: widthBytes * times, rows: rows * times, bits: large }
}
