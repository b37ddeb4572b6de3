import bwipjs from 'bwip-js/node'
import type { VoucherBatch } from './batches.ts'
import { voucherCode } from './voucher-code.ts'

/** Three columns of eight on a sheet of A4. */
export const perSheet = 24

export interface SheetWords {
  /** On each coupon or card. */
  readonly name: string
  /** Below it: what it is worth, until when. */
  readonly lines: readonly string[]
  readonly symbol: 'code128' | 'qr'
}

/** So many sheets from this one on, ready to be printed: a page of HTML that needs nothing else. */
export function printableSheets(
  { secret, made, batchId }: VoucherBatch,
  { first, count }: { readonly first: number; readonly count: number },
  words: SheetWords,
): string {
  const sheets: string[] = []
  const total = Math.max(1, Math.ceil(made / perSheet))
  for (let sheet = first; sheet < first + count && sheet <= total; sheet++) {
    const from = (sheet - 1) * perSheet + 1
    const cards: string[] = []
    for (let number = from; number < from + perSheet && number <= made; number++) {
      cards.push(card(voucherCode(secret, number), number, words))
    }
    sheets.push(`<section>${cards.join('')}</section>`)
  }
  const title = `${escape(words.name)} ${first}–${Math.min(total, first + count - 1)} / ${total}`
  return `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title>
<meta name="batch" content="${escape(batchId)}"><style>${css}</style></head>
<body>${sheets.join('')}</body></html>`
}

function card(code: string, number: number, { name, lines, symbol }: SheetWords): string {
  const plain = code.replaceAll('-', '')
  const image =
    symbol === 'qr'
      ? bwipjs.toSVG({ bcid: 'qrcode', text: plain })
      : bwipjs.toSVG({ bcid: 'code128', text: plain, height: 10 })
  const words = lines.map((line) => `<p>${escape(line)}</p>`).join('')
  return `<article><h1>${escape(name)}</h1>${words}<figure class="${symbol}">${image}</figure>
<code>${code}</code><small>${number}</small></article>`
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const css = `
@page { size: A4; margin: 8mm }
body { margin: 0; font: 8pt/1.25 sans-serif; color: #000 }
section { width: 194mm; height: 281mm; display: grid; grid-template: repeat(8, 1fr) / repeat(3, 1fr);
  break-after: page; overflow: hidden }
section:last-child { break-after: auto }
article { border: 0.2mm dashed #999; padding: 2mm 3mm; display: flex; flex-direction: column;
  align-items: center; overflow: hidden; position: relative }
h1 { font-size: 10pt; margin: 0 }
p { margin: 0 }
figure { margin: auto 0 1mm }
figure svg { display: block; height: 9mm; max-width: 58mm }
figure.qr svg { height: 15mm }
code { font: bold 9.5pt monospace }
small { position: absolute; right: 2mm; bottom: 1mm; color: #666; font-size: 6pt }
`
