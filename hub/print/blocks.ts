import type { PrintBlock } from '#shared/contracts/print.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { Paper } from './words.ts'

/** Wide enough for 9,999,999,999.99 with a sign of currency. */
const AMOUNT_WIDTH = 18

export function text(
  words: string,
  style: {
    readonly align?: 'left' | 'center' | 'right'
    readonly bold?: boolean
    readonly size?: 1 | 2
  } = {},
): PrintBlock {
  const { align = 'left', bold = false, size = 1 } = style
  return { kind: 'text', text: words, align, bold, size }
}

/** Words on the left, a figure on the right. */
export function row(left: string, right: string, bold = false): PrintBlock {
  const width = Math.max(1, Math.min(AMOUNT_WIDTH, right.length))
  return {
    kind: 'row',
    bold,
    cells: [
      { text: left, align: 'left' },
      { text: right, align: 'right', width },
    ],
  }
}

export const rule: PrintBlock = { kind: 'rule' }

/** Who sells: store, company, address, tax number, phone. */
export function shopBlocks(profile: StoreProfile, paper: Paper): PrintBlock[] {
  const { company, store } = profile
  const lines = [
    company.name === store.name ? '' : company.name,
    store.address,
    company.taxNumber === '' ? '' : `${paper.word('receipt.tax-number')} ${company.taxNumber}`,
    store.phone === '' ? '' : `${paper.word('receipt.phone')} ${store.phone}`,
  ]
  return [
    text(store.name, { align: 'center', bold: true, size: 2 }),
    ...lines.filter((line) => line !== '').map((line) => text(line, { align: 'center' })),
  ]
}
