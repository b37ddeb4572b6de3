import bwipjs from 'bwip-js/node'
import type { PaperItem, PaperReceipt, Span } from './paper.ts'
import { textOf } from './paper.ts'
import { bitsToPng } from './png.ts'
import type { VirtualPrinter } from './printer.ts'

/** A paper roll as the page draws it; sizes in printer dots, of which a letter takes 12. */
export interface RollView {
  readonly columns: number
  readonly receipts: readonly {
    readonly number: number
    readonly startedAt: number
    readonly isCut: boolean
    readonly lines: readonly string[]
    readonly items: readonly ItemView[]
  }[]
  readonly drawer: readonly { readonly at: number; readonly pin: number; readonly onMs: number }[]
  readonly warnings: readonly string[]
}

type Align = Extract<PaperItem, { kind: 'line' }>['align']

export type ItemView =
  | { readonly kind: 'line'; readonly align: Align; readonly spans: readonly Span[] }
  | { readonly kind: 'feed'; readonly lines: number }
  | {
      readonly kind: 'picture'
      readonly align: Align
      readonly source: string
      readonly widthDots: number
      readonly heightDots: number
      readonly text: string
    }

/** Items never change, so each is drawn once. */
const viewByItem = new WeakMap<PaperItem, ItemView>()

export function viewRoll(printer: VirtualPrinter, lastReceipts: number): RollView {
  return {
    columns: printer.columns,
    receipts: printer.receipts().slice(-lastReceipts).map(viewReceipt),
    drawer: printer.drawerKicks(),
    warnings: printer.warnings(),
  }
}

function viewReceipt(receipt: PaperReceipt): RollView['receipts'][number] {
  const { number, startedAt, isCut, items } = receipt
  return { number, startedAt, isCut, lines: textOf(receipt), items: items.map(viewItem) }
}

function viewItem(item: PaperItem): ItemView {
  const known = viewByItem.get(item)
  if (known !== undefined) return known
  const view = drawItem(item)
  viewByItem.set(item, view)
  return view
}

function drawItem(item: PaperItem): ItemView {
  switch (item.kind) {
    case 'line':
    case 'feed':
      return item
    case 'picture':
      return {
        kind: 'picture',
        align: item.align,
        source: `data:image/png;base64,${bitsToPng(item.widthBytes, item.rows, item.bits).toString('base64')}`,
        widthDots: item.widthBytes * 8,
        heightDots: item.rows,
        text: '',
      }
    case 'qr':
      return drawCode(item.align, item.data, item.data, { bcid: 'qrcode', eclevel: 'M' }, item)
    case 'barcode': {
      const text = item.hasText ? item.data : ''
      return drawCode(item.align, item.data, text, { bcid: item.system.replace('-', '') }, item)
    }
  }
}

function drawCode(
  align: Align,
  data: string,
  text: string,
  symbol: { readonly bcid: string; readonly eclevel?: string },
  size: { readonly moduleDots: number; readonly heightDots?: number },
): ItemView {
  try {
    const options = { ...symbol, text: data, scale: 1, barcolor: '1d1d22' }
    const svg = bwipjs.toSVG(options)
    const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []
    // The library draws a QR module two units wide and a bar one; a printer goes by its dots.
    const scale = size.moduleDots / (symbol.bcid === 'qrcode' ? 2 : 1)
    return {
      kind: 'picture',
      align,
      source: `data:image/svg+xml;base64,${Buffer.from(stretch(svg)).toString('base64')}`,
      widthDots: Number(width) * scale,
      heightDots: size.heightDots ?? Number(height) * scale,
      text: symbol.bcid === 'qrcode' ? '' : text,
    }
  } catch (error) {
    // What a real printer answers with blank paper is worth a word here.
    const reason = error instanceof Error ? error.message : String(error)
    const words = { bold: false, underline: false, inverse: true, width: 1, height: 1 }
    const text = `${data}: ${reason}`
    return { kind: 'line', align, spans: [{ text, font: 'A', ...words }] }
  }
}

function stretch(svg: string): string {
  return svg.replace('<svg ', '<svg preserveAspectRatio="none" ')
}
