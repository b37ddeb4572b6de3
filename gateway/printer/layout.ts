import type { PrintBlock, PrintDocument } from '#shared/contracts/print.ts'
import { codePageSampleColumns } from './code-page-test.ts'
import { code128Modules } from './code128.ts'
import { cleanText, foldText } from './fold.ts'
import type { PrinterProfile } from './profiles.ts'

/** One printed line; its text is padded with spaces, so that drawn and written lines align. */
export type PaperLine =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly bold: boolean
      readonly size: 1 | 2
    }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'qr'; readonly data: string }
  | { readonly kind: 'barcode'; readonly ean: string }
  | { readonly kind: 'code128'; readonly data: string; readonly moduleDots: 2 | 3 }
  | { readonly kind: 'picture'; readonly png: string }
  /** The samples of these code pages beside each other. */
  | { readonly kind: 'code-pages'; readonly numbers: readonly number[] }

const continuedByLanguage = {
  en: 'continued',
  mn: 'үргэлжлэл',
  ro: 'continuare',
  ru: 'продолжение',
  cs: 'pokračování',
} as const satisfies Record<PrintDocument['language'], string>

const duplicateByLanguage = {
  en: 'DUPLICATE',
  mn: 'ХУВИЛБАР',
  ro: 'DUPLICAT',
  ru: 'ДУБЛИКАТ',
  cs: 'DUPLIKÁT',
} as const satisfies Record<PrintDocument['language'], string>

export function layOut(
  document: PrintDocument,
  options: {
    readonly profile: PrinterProfile
    readonly columns: number
    readonly duplicate: boolean
  },
): readonly PaperLine[] {
  const { profile, columns, duplicate } = options
  const lines = document.blocks.flatMap((block) => layOutBlock(block, columns, profile))
  if (!duplicate) return lines
  const mark: PaperLine = {
    kind: 'text',
    text: align(duplicateByLanguage[document.language], Math.floor(columns / 2), 'center'),
    bold: true,
    size: 2,
  }
  return [mark, ...lines, { kind: 'feed', lines: 1 }, mark]
}

/** Heads the second piece of a receipt that was torn by the paper's end. */
export function continuationMark(
  document: PrintDocument,
  columns: number,
  profile: PrinterProfile,
): readonly PaperLine[] {
  const words = `... ${continuedByLanguage[document.language]}: ${document.title}`
  return wrap(foldText(cleanText(words), profile), columns).map((line) => {
    return { kind: 'text', text: align(line, columns, 'left'), bold: true, size: 1 }
  })
}

function layOutBlock(
  block: PrintBlock,
  columns: number,
  profile: PrinterProfile,
): readonly PaperLine[] {
  switch (block.kind) {
    case 'text': {
      const width = Math.floor(columns / block.size)
      const { bold, size } = block
      return block.text
        .split(/\r\n?|\n/)
        .flatMap((line) => wrap(foldText(cleanText(line), profile), width))
        .map((line) => ({ kind: 'text', text: align(line, width, block.align), bold, size }))
    }
    case 'row':
      return layOutRow(block, columns, profile)
    case 'rule':
      return [{ kind: 'text', text: '-'.repeat(columns), bold: false, size: 1 }]
    case 'feed':
      return [{ kind: 'feed', lines: block.lines }]
    case 'qr':
      return [{ kind: 'qr', data: block.data }]
    case 'barcode':
      return isEan(block.ean) && (profile.barcode || profile.raster)
        ? [{ kind: 'barcode', ean: block.ean }]
        : // A printer prints nothing for a wrong check digit; the number can still be typed in.
          [written(block.ean, columns)]
    case 'code128': {
      // Ten modules of white belong to it on both sides.
      const modules = code128Modules(block.data) + 20
      const moduleDots = ([3, 2] as const).find((dots) => modules * dots <= profile.columns * 12)
      return moduleDots !== undefined && (profile.barcode || profile.raster)
        ? [{ kind: 'code128', data: block.data, moduleDots }]
        : [written(block.data, columns)]
    }
    case 'picture':
      return profile.raster ? [{ kind: 'picture', png: block.png }] : []
    case 'code-pages':
      return layOutCodePages(block.from, block.to, columns)
  }
}

function written(text: string, columns: number): PaperLine {
  return { kind: 'text', text: align(text, columns, 'center'), bold: false, size: 1 }
}

function layOutCodePages(from: number, to: number, columns: number): readonly PaperLine[] {
  const perLine = Math.max(1, Math.floor((columns + 2) / (codePageSampleColumns + 2)))
  const lines: PaperLine[] = []
  for (let first = from; first <= to; first += perLine) {
    const count = Math.min(perLine, to - first + 1)
    lines.push({
      kind: 'code-pages',
      numbers: Array.from({ length: count }, (_, index) => first + index),
    })
  }
  return lines
}

function layOutRow(
  row: Extract<PrintBlock, { kind: 'row' }>,
  columns: number,
  profile: PrinterProfile,
): readonly PaperLine[] {
  const cells = row.cells.map((cell) => {
    const asWritten = cleanText(cell.text)
    const text = foldText(asWritten, profile)
    // What folding adds ("₮" to "төг") must not break an amount that just fits its cell.
    const longer = Math.max(0, Array.from(text).length - Array.from(asWritten).length)
    return { cell, text, width: cell.width === undefined ? undefined : cell.width + longer }
  })
  const widths = cellWidths(
    cells.map(({ width }) => width),
    columns,
  )
  const columnsOfText = cells.map(({ cell, text }, index) => {
    const width = widths[index] ?? 1
    // One blank between a cell and the next.
    const gap = index === row.cells.length - 1 ? 0 : 1
    const wrapped = wrap(text, Math.max(1, width - gap))
    return { cell, width, gap, wrapped }
  })
  const height = Math.max(...columnsOfText.map(({ wrapped }) => wrapped.length))
  return Array.from({ length: height }, (_, index) => {
    const parts = columnsOfText.map(({ cell, width, gap, wrapped }) => {
      return align(wrapped[index] ?? '', width - gap, cell.align) + ' '.repeat(gap)
    })
    return { kind: 'text', text: parts.join('').slice(0, columns), bold: row.bold, size: 1 }
  })
}

/** Given widths hold where they fit; on a narrower paper all shrink in proportion. */
export function cellWidths(
  wanted: readonly (number | undefined)[],
  columns: number,
): readonly number[] {
  const fixed = wanted.reduce<number>((sum, width) => sum + (width ?? 0), 0)
  const open = wanted.filter((width) => width === undefined).length
  // An open cell keeps a quarter of the line at least, or names would become ladders.
  const openMin = Math.ceil((open * columns) / 4 / Math.max(1, open))
  const room = columns - (open > 0 ? openMin * open : 0)
  const scale = fixed > room && fixed > 0 ? Math.max(room, 0) / fixed : 1
  const widths = wanted.map((width) =>
    width === undefined ? 0 : Math.max(1, Math.floor(width * scale)),
  )
  let left = columns - widths.reduce((sum, width) => sum + width, 0)
  let openLeft = open
  return wanted.map((width, index) => {
    if (width !== undefined) return widths[index] ?? 1
    const share = Math.max(1, Math.floor(left / openLeft))
    left -= share
    openLeft -= 1
    return share
  })
}

/** Breaks at blanks; a word longer than the line is cut. Always at least one line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let rest = Array.from(text.trimEnd())
  while (rest.length > width) {
    const blank = rest.slice(0, width + 1).lastIndexOf(' ')
    const isWordBreak = blank > 0 && rest.slice(0, blank).some((letter) => letter !== ' ')
    const at = isWordBreak ? blank : width
    lines.push(rest.slice(0, at).join('').trimEnd())
    rest = rest.slice(isWordBreak ? at + 1 : at)
    while (rest[0] === ' ') rest.shift()
  }
  if (rest.length > 0 || lines.length === 0) lines.push(rest.join(''))
  return lines
}

export function align(text: string, width: number, side: 'left' | 'center' | 'right'): string {
  const missing = Math.max(0, width - Array.from(text).length)
  if (side === 'left') return text + ' '.repeat(missing)
  if (side === 'right') return ' '.repeat(missing) + text
  const before = Math.floor(missing / 2)
  return ' '.repeat(before) + text + ' '.repeat(missing - before)
}

export function isEan(digits: string): boolean {
  if (!/^(\d{8}|\d{13})$/.test(digits)) return false
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    sum += Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 1 : 3)
  }
  return sum % 10 === 0
}
