import { encodeCodePages } from './code-page-test.ts'
import { byteOf, holdsAll } from './code-pages.ts'
import { commands } from './commands.ts'
import { drawBars, drawQr } from './drawn-codes.ts'
import type { PaperLine } from './layout.ts'
import type { Lettering } from './lettering.ts'
import { pictureOf } from './png-picture.ts'
import type { Page, PrinterProfile } from './profiles.ts'
import { type Bitmap, cellWidth, drawLine, stack } from './raster.ts'
import { defineUserCharacters, type UserCharacters } from './user-characters.ts'

export type TextLine = Extract<PaperLine, { kind: 'text' }>

/** Larger pictures overrun the buffers of small printers. */
const rasterRowsMax = 240

/** Keeps what the printer was last told, so that nothing is said twice. */
export function createWriter(
  profile: PrinterProfile,
  taught: UserCharacters,
  lettering: Lettering,
) {
  let parts: Uint8Array[] = []
  let page: Page | undefined
  let bold = false
  let size: 1 | 2 = 1
  return { push, start, plain, line, drawLines, take }

  function push(...bytes: readonly Uint8Array[]): void {
    parts.push(...bytes)
  }

  /** What was written since the last `take`. */
  function take(): Uint8Array {
    const bytes = new Uint8Array(Buffer.concat(parts))
    parts = []
    return bytes
  }

  function start(): void {
    push(commands.initialize, commands.cancelKanji)
    if (profile.automaticStatus) push(commands.automaticStatus)
    // Letters are taught to the font that is chosen.
    if (lettering.font === 'B') push(commands.fontB)
    push(defineUserCharacters(taught, lettering.cellWidth))
  }

  function plain(): void {
    style(false, 1)
  }

  function style(nextBold: boolean, nextSize: 1 | 2): void {
    if (nextBold !== bold) push(commands.bold(nextBold))
    if (nextSize !== size) push(commands.size(nextSize))
    bold = nextBold
    size = nextSize
  }

  function line(next: PaperLine): void {
    if (next.kind === 'text') {
      style(next.bold, next.size)
      writeText(next.text.trimEnd())
      push(commands.lineFeed)
      return
    }
    plain()
    switch (next.kind) {
      case 'feed':
        push(commands.feed(next.lines))
        break
      case 'qr':
        if (profile.qr) centred(() => push(commands.qr(next.data)))
        else if (profile.raster) centred(() => draw(drawQr(next.data)))
        else writeLong(next.data)
        break
      case 'barcode':
        if (profile.barcode) centred(() => push(commands.ean(next.ean)))
        else drawn(drawBars(next.ean.length === 8 ? 'ean8' : 'ean13', next.ean, 3), next.ean)
        break
      case 'code128': {
        const { data, moduleDots } = next
        if (profile.barcode) centred(() => push(commands.code128(data, moduleDots)))
        else drawn(drawBars('code128', data, moduleDots), data)
        break
      }
      case 'picture': {
        const picture = pictureOf(next.png, profile.columns * cellWidth)
        if (picture !== null) centred(() => draw(picture))
        break
      }
      case 'code-pages':
        push(encodeCodePages(next.numbers))
        page = undefined
        break
    }
  }

  function centred(write: () => void): void {
    push(commands.center(true))
    write()
    push(commands.center(false))
  }

  function drawn(bars: Bitmap, words: string): void {
    centred(() => {
      draw(bars)
      writeText(words)
      push(commands.lineFeed)
    })
  }

  function writeLong(text: string): void {
    for (let at = 0; at < text.length; at += profile.columns) {
      writeText(text.slice(at, at + profile.columns))
      push(commands.lineFeed)
    }
  }

  /** The page in use if it holds all, else one that does, else by runs of letters. */
  function writeText(text: string): void {
    const rest = Array.from(text).filter((character) => !taught.has(character))
    const plainText = rest.join('')
    if (page === undefined || !holdsAll(plainText, page.name)) {
      const whole = profile.pages.find((candidate) => holdsAll(plainText, candidate.name))
      if (whole !== undefined) usePage(whole)
    }
    let run: number[] = []
    let isTaught = false
    for (const character of text) {
      const code = taught.get(character)
      if ((code !== undefined) !== isTaught) {
        endRun()
        isTaught = code !== undefined
        push(commands.userCharacters(isTaught))
      }
      if (code === undefined && (page === undefined || !holdsAll(character, page.name))) {
        const next = profile.pages.find(({ name }) => byteOf(character, name) !== undefined)
        if (next !== undefined) {
          endRun()
          usePage(next)
        }
      }
      run.push(code ?? (page && byteOf(character, page.name)) ?? 0x3f)
    }
    endRun()
    if (isTaught) push(commands.userCharacters(false))

    function endRun(): void {
      push(Uint8Array.from(run))
      run = []
    }
  }

  function usePage(next: Page): void {
    if (next !== page) push(commands.selectPage(next.number))
    page = next
  }

  function drawLines(lines: readonly TextLine[]): void {
    if (lines.length === 0) return
    plain()
    const { cellWidth: cell } = lettering
    draw(stack(lines.map(({ text, bold: isBold, size: of }) => drawLine(text, isBold, of, cell))))
  }

  function draw(picture: Bitmap): void {
    for (let top = 0; top < picture.rows; top += rasterRowsMax) {
      const rows = Math.min(rasterRowsMax, picture.rows - top)
      const from = top * picture.widthBytes
      const bits = picture.bits.subarray(from, from + rows * picture.widthBytes)
      push(commands.raster(picture.widthBytes, rows, bits))
    }
  }
}
