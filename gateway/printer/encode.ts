import type { PrintDocument } from '#shared/contracts/print.ts'
import { byteOf, holdsAll } from './code-pages.ts'
import { commands } from './commands.ts'
import { layOut, type PaperLine } from './layout.ts'
import type { Page, PrinterProfile } from './profiles.ts'
import { drawLine, stack } from './raster.ts'

export interface EncodeOptions {
  readonly profile: PrinterProfile
  /** What the operator set; never more than the printer has. */
  readonly columns: number
  readonly duplicate: boolean
  readonly openDrawer: boolean
}

/** Larger pictures overrun the buffers of small printers. */
const rasterRowsMax = 240

type TextLine = Extract<PaperLine, { kind: 'text' }>

/** A document as ESC/POS bytes for the printer at hand. */
export function encodeDocument(document: PrintDocument, options: EncodeOptions): Uint8Array {
  const { profile } = options
  const columns = Math.min(options.columns, profile.columns)
  const writer = createWriter(profile)
  writer.push(commands.initialize, commands.cancelKanji)
  if (options.openDrawer) writer.push(commands.openDrawer)
  let drawn: TextLine[] = []
  for (const line of layOut(document, { profile, columns, duplicate: options.duplicate })) {
    if (line.kind === 'text' && mustDraw(line.text, profile)) {
      drawn.push(line)
      continue
    }
    writer.drawLines(drawn)
    drawn = []
    writer.line(line)
  }
  writer.drawLines(drawn)
  if (document.cut) {
    writer.plain()
    writer.push(commands.feed(profile.feedBeforeCut))
    if (profile.cutter) writer.push(commands.cut)
  }
  return writer.bytes()
}

function mustDraw(text: string, profile: PrinterProfile): boolean {
  if (!profile.raster) return false
  return Array.from(text).some((character) => {
    return !profile.pages.some((page) => byteOf(character, page.name) !== undefined)
  })
}

/** Keeps what the printer was last told, so that nothing is said twice. */
function createWriter(profile: PrinterProfile) {
  const parts: Uint8Array[] = []
  let page: Page | undefined
  let bold = false
  let size: 1 | 2 = 1
  return { push, plain, line, drawLines, bytes: () => new Uint8Array(Buffer.concat(parts)) }

  function push(...bytes: readonly Uint8Array[]): void {
    parts.push(...bytes)
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
    switch (next.kind) {
      case 'text':
        style(next.bold, next.size)
        writeText(next.text.trimEnd())
        push(commands.lineFeed)
        break
      case 'feed':
        plain()
        push(commands.feed(next.lines))
        break
      case 'qr':
        plain()
        push(commands.center(true), commands.qr(next.data), commands.center(false))
        break
      case 'barcode':
        plain()
        push(commands.center(true), commands.ean(next.ean), commands.center(false))
        break
    }
  }

  /** The page in use if it holds all, else one that does, else by runs of letters. */
  function writeText(text: string): void {
    if (page === undefined || !holdsAll(text, page.name)) {
      const whole = profile.pages.find((candidate) => holdsAll(text, candidate.name))
      if (whole !== undefined) usePage(whole)
    }
    let run: number[] = []
    for (const character of text) {
      if (page === undefined || byteOf(character, page.name) === undefined) {
        const next = profile.pages.find(({ name }) => byteOf(character, name) !== undefined)
        if (next !== undefined) {
          push(Uint8Array.from(run))
          run = []
          usePage(next)
        }
      }
      run.push((page && byteOf(character, page.name)) ?? 0x3f)
    }
    push(Uint8Array.from(run))
  }

  function usePage(next: Page): void {
    if (next !== page) push(commands.selectPage(next.number))
    page = next
  }

  function drawLines(lines: readonly TextLine[]): void {
    if (lines.length === 0) return
    plain()
    const picture = stack(
      lines.map(({ text, bold: isBold, size: of }) => drawLine(text, isBold, of)),
    )
    for (let top = 0; top < picture.rows; top += rasterRowsMax) {
      const rows = Math.min(rasterRowsMax, picture.rows - top)
      const from = top * picture.widthBytes
      const bits = picture.bits.subarray(from, from + rows * picture.widthBytes)
      push(commands.raster(picture.widthBytes, rows, bits))
    }
  }
}
