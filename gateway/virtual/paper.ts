/** What is on the paper roll: receipts from cut to cut, the newest last and perhaps not cut yet. */
export type PaperItem =
  | { readonly kind: 'line'; readonly align: Alignment; readonly spans: readonly Span[] }
  | { readonly kind: 'feed'; readonly lines: number }
  | {
      readonly kind: 'picture'
      readonly align: Alignment
      readonly widthBytes: number
      readonly rows: number
      readonly bits: Uint8Array
    }
  | {
      readonly kind: 'qr'
      readonly align: Alignment
      readonly data: string
      readonly moduleDots: number
    }
  | {
      readonly kind: 'barcode'
      readonly align: Alignment
      readonly system: string
      readonly data: string
      readonly heightDots: number
      readonly moduleDots: number
      readonly hasText: boolean
    }

export type Alignment = 'left' | 'center' | 'right'

export interface Span {
  readonly text: string
  readonly bold: boolean
  readonly underline: boolean
  readonly inverse: boolean
  readonly font: 'A' | 'B'
  readonly width: number
  readonly height: number
}

export interface PaperReceipt {
  readonly number: number
  /** When its first mark came (ms since 1970). */
  readonly startedAt: number
  readonly items: readonly PaperItem[]
  readonly isCut: boolean
}

export interface PaperRoll {
  print(item: PaperItem): void
  cut(): void
  receipts(): readonly PaperReceipt[]
  /** Takes the paper away, as a cashier does. */
  tear(): void
}

const receiptsMax = 50
const itemsMax = 4000

interface OpenReceipt extends PaperReceipt {
  readonly items: PaperItem[]
  isCut: boolean
}

export function createPaperRoll(clock: () => number): PaperRoll {
  let receipts: OpenReceipt[] = []
  let number = 0
  return { print, cut, receipts: () => receipts, tear }

  function print(item: PaperItem): void {
    const open = openReceipt()
    open.items.push(item)
    if (open.items.length > itemsMax) open.items.shift()
  }

  function cut(): void {
    const last = receipts.at(-1)
    if (last !== undefined && !last.isCut) last.isCut = true
  }

  function openReceipt(): OpenReceipt {
    const last = receipts.at(-1)
    if (last !== undefined && !last.isCut) return last
    number += 1
    const next: OpenReceipt = { number, startedAt: clock(), items: [], isCut: false }
    receipts.push(next)
    if (receipts.length > receiptsMax) receipts.shift()
    return next
  }

  function tear(): void {
    receipts = []
  }
}

/** The text of a receipt as a reader sees it; drawn and coded things in square brackets. */
export function textOf(receipt: PaperReceipt): readonly string[] {
  return receipt.items.flatMap((item) => {
    switch (item.kind) {
      case 'line':
        return [item.spans.map((span) => span.text).join('')]
      case 'feed':
        return Array.from({ length: item.lines }, () => '')
      case 'picture':
        return [`[picture ${item.widthBytes * 8}x${item.rows}]`]
      case 'qr':
        return [`[qr ${item.data}]`]
      case 'barcode':
        return [`[${item.system} ${item.data}]`]
    }
  })
}
