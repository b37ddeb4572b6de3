import { decodeByte, type PageTable, pageName } from './code-pages.ts'
import type { Alignment, PaperRoll, Span } from './paper.ts'
import { createTaughtLetters } from './taught-letters.ts'

export interface Interpreter {
  /** Does one command or prints one text; the answer is what the printer says back, if anything. */
  run(bytes: Uint8Array, isText: boolean): void
  reset(): void
}

export interface InterpreterDeps {
  readonly pages: PageTable
  /** Of font A. */
  readonly columns: number
  readonly columnsB: number
  readonly paper: PaperRoll
  /** A line of paper has gone by; the roll gets shorter. */
  readonly advance: (lines: number) => void
  readonly answer: (bytes: Uint8Array) => void
  readonly paperBits: () => number
  readonly setAutomatic: (on: boolean) => void
  readonly openDrawer: (kick: { readonly pin: number; readonly onMs: number }) => void
  readonly warn: (text: string) => void
}

const barcodeSystems = [
  'upc-a',
  'upc-e',
  'ean13',
  'ean8',
  'code39',
  'itf',
  'codabar',
  'code93',
  'code128',
]
const dotsPerLine = 30
/** What a sum of fractions may be off. */
const tinyFraction = 1e-6

export function createInterpreter(deps: InterpreterDeps): Interpreter {
  let style = freshStyle()
  let spans: Span[] = []
  /** In letters of font A. */
  let column = 0
  let qr = { data: '', moduleDots: 3 }
  const taught = createTaughtLetters()
  return { run, reset }

  function reset(): void {
    style = freshStyle()
    spans = []
    column = 0
    taught.forget()
  }

  function run(bytes: Uint8Array, isText: boolean): void {
    if (isText) return type(bytes)
    const [prefix = 0, letter = 0, n = 0] = bytes
    if (prefix === 0x0a) return endLine()
    if (prefix < 0x10) return
    const name = `${{ 0x1b: 'ESC', 0x1c: 'FS', 0x1d: 'GS' }[prefix] ?? '?'} ${String.fromCharCode(letter)}`
    switch (name) {
      case 'ESC @':
        return reset()
      case 'FS .':
        style.isKanji = false
        return
      case 'FS &':
        style.isKanji = true
        return
      case 'ESC t':
        return selectPage(n)
      case 'ESC %':
        style.isTaught = (n & 1) === 1
        return
      case 'ESC &':
        return taught.learn(bytes)
      case 'ESC E':
      case 'ESC G':
        style.bold = (n & 1) === 1
        return
      case 'ESC -':
        style.underline = (n & 3) !== 0
        return
      case 'GS B':
        style.inverse = (n & 1) === 1
        return
      case 'GS !':
        style.width = ((n >> 4) & 7) + 1
        style.height = (n & 7) + 1
        return
      case 'ESC M':
        style.font = n === 1 || n === 49 ? 'B' : 'A'
        return
      case 'ESC !':
        style.font = (n & 1) !== 0 ? 'B' : 'A'
        style.bold = (n & 8) !== 0
        style.height = (n & 16) !== 0 ? 2 : 1
        style.width = (n & 32) !== 0 ? 2 : 1
        return
      case 'ESC a':
        style.align = (['left', 'center', 'right'] as const)[n % 48] ?? 'left'
        return
      case 'ESC d':
        return feed(n)
      case 'ESC J':
        return feed(Math.ceil(n / dotsPerLine))
      case 'ESC p':
        return deps.openDrawer({ pin: n & 1 ? 5 : 2, onMs: (bytes[3] ?? 0) * 2 })
      case 'GS V':
        return cut(n)
      case 'ESC m':
      case 'ESC i':
        return cut(0)
      case 'GS h':
        style.barcodeHeight = n
        return
      case 'GS w':
        style.barcodeModule = n
        return
      case 'GS H':
        style.barcodeText = n !== 0 && n !== 48
        return
      case 'GS k':
        return barcode(bytes)
      case 'GS (':
        return qrCode(bytes)
      case 'GS v':
        return picture(bytes)
      case 'GS r':
        return deps.answer(Uint8Array.of(n === 1 || n === 49 ? deps.paperBits() : 0))
      case 'GS I':
        return deps.answer(identity(n))
      case 'GS a':
        return deps.setAutomatic(n !== 0)
      case 'GS f':
      case 'ESC 2':
      case 'ESC 3':
      case 'ESC R':
      case 'GS L':
      case 'GS W':
        return
      default:
        return deps.warn(`${name} is not known to this printer`)
    }
  }

  function type(bytes: Uint8Array): void {
    if (style.isKanji && bytes.some((byte) => byte >= 0x80)) {
      deps.warn('letters above 7F in Kanji mode: FS . is missing')
    }
    const letter = style.width * (style.font === 'B' ? deps.columns / deps.columnsB : 1)
    for (const byte of bytes) {
      if (column + letter > deps.columns + tinyFraction) {
        const most = style.font === 'B' ? deps.columnsB : deps.columns
        deps.warn(`line longer than ${most} columns`)
        endLine()
      }
      const known = style.isTaught ? taught.letter(byte) : undefined
      const text = known ?? decodeByte(byte, style.page)
      const { bold, underline, inverse, font, width, height } = style
      const last = spans.at(-1)
      if (last !== undefined && isSameStyle(last, style)) {
        spans[spans.length - 1] = { ...last, text: last.text + text }
      } else {
        spans.push({ text, bold, underline, inverse, font, width, height })
      }
      column += letter
    }
  }

  function endLine(): void {
    const height = Math.max(1, ...spans.map((span) => span.height))
    deps.paper.print({ kind: 'line', align: style.align, spans })
    spans = []
    column = 0
    deps.advance(height)
  }

  function flush(): void {
    if (spans.length > 0) endLine()
  }

  function feed(lines: number): void {
    flush()
    if (lines === 0) return
    deps.paper.print({ kind: 'feed', lines })
    deps.advance(lines)
  }

  function cut(mode: number): void {
    flush()
    if (mode >= 65) feed(4)
    deps.paper.cut()
  }

  function selectPage(number: number): void {
    const page = pageName(deps.pages, number)
    if (page === undefined) deps.warn(`code page ${number} is not in this printer`)
    style.page = page ?? 'cp437'
  }

  function barcode(bytes: Uint8Array): void {
    flush()
    const kind = bytes[2] ?? 0
    const system = barcodeSystems[kind >= 65 ? kind - 65 : kind]
    const raw = kind >= 65 ? bytes.slice(4) : bytes.slice(3, -1)
    const data = system === 'code128' ? readCode128(raw) : Buffer.from(raw).toString('latin1')
    if (system === undefined) return deps.warn(`barcode system ${kind} is not known`)
    if (data === undefined) return deps.warn('Code 128 without a code set')
    const { align, barcodeHeight, barcodeModule, barcodeText } = style
    deps.paper.print({
      kind: 'barcode',
      align,
      system,
      data,
      heightDots: barcodeHeight,
      moduleDots: barcodeModule,
      hasText: barcodeText,
    })
    deps.advance(Math.ceil(barcodeHeight / dotsPerLine) + (barcodeText ? 1 : 0))
  }

  function qrCode(bytes: Uint8Array): void {
    const [, , symbol, , , kind, action, value] = bytes
    if (symbol !== 0x6b || kind !== 0x31) return deps.warn('GS ( of a kind not known here')
    if (action === 0x43) qr = { ...qr, moduleDots: value ?? 3 }
    if (action === 0x50) qr = { ...qr, data: Buffer.from(bytes.slice(8)).toString('utf8') }
    if (action !== 0x51) return
    flush()
    if (qr.data === '') return deps.warn('QR code without data')
    deps.paper.print({ kind: 'qr', align: style.align, ...qr })
    deps.advance(5)
  }

  function picture(bytes: Uint8Array): void {
    flush()
    const widthBytes = (bytes[4] ?? 0) + (bytes[5] ?? 0) * 256
    const rows = (bytes[6] ?? 0) + (bytes[7] ?? 0) * 256
    if (widthBytes * 8 > deps.columns * 12) deps.warn('picture wider than the paper')
    const bits = bytes.slice(8)
    deps.paper.print({ kind: 'picture', align: style.align, widthBytes, rows, bits })
    deps.advance(Math.ceil(rows / dotsPerLine))
  }
}

/** `{A`, `{B`, `{C` choose how the bytes behind them are meant; undefined where none does. */
function readCode128(bytes: Uint8Array): string | undefined {
  let set = ''
  let data = ''
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    const next = String.fromCharCode(bytes[at + 1] ?? 0)
    if (byte === 0x7b && 'ABC'.includes(next)) {
      set = next
      at += 1
    } else if (set === '') {
      return undefined
    } else if (set === 'C') {
      data += String(byte).padStart(2, '0')
    } else {
      data += String.fromCharCode(byte)
      if (byte === 0x7b) at += 1
    }
  }
  return data
}

function freshStyle() {
  return {
    page: 'cp437',
    // Chinese makers ship their printers so.
    isKanji: true,
    isTaught: false,
    bold: false,
    underline: false,
    inverse: false,
    font: 'A' as Span['font'],
    width: 1,
    height: 1,
    align: 'left' as Alignment,
    barcodeHeight: 162,
    barcodeModule: 3,
    barcodeText: false,
  }
}

function isSameStyle(span: Span, style: Omit<Span, 'text'>): boolean {
  return (
    span.bold === style.bold &&
    span.underline === style.underline &&
    span.inverse === style.inverse &&
    span.font === style.font &&
    span.width === style.width &&
    span.height === style.height
  )
}

function identity(kind: number): Uint8Array {
  if (kind < 65) return Uint8Array.of(0x02)
  const text = { 65: '1.00', 66: 'KASSAHUB', 67: 'VIRTUAL' }[kind] ?? ''
  return Uint8Array.from([0x5f, ...Buffer.from(text, 'latin1'), 0])
}
