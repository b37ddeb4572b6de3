import type { PrintDocument } from '#shared/contracts/print.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import { rule, text } from './blocks.ts'
import { createPaper } from './words.ts'

/** What a line shows, in the order of its samples, and the pages that a readable one speaks for. */
const legend = [
  ['1', 'Ө ө Ү ү Ж я', 'rk1048'],
  ['1', 'Ж я', 'windows1251'],
  ['2', 'Ж я', 'cp866'],
  ['3', 'ř ţ ş', 'cp852'],
  ['4', 'ř ţ ş', 'windows1250'],
] as const

/** A line for each number that a printer may know a code page by, and how to read them. */
export function codePageTest(printer: string, profile: StoreProfile): PrintDocument {
  const paper = createPaper(profile)
  return {
    language: paper.language,
    title: 'code pages',
    cut: true,
    blocks: [
      text(printer, { align: 'center', bold: true }),
      text(paper.word('receipt.code-pages')),
      ...legend.map(([sample, letters, page]) => text(`${sample}: ${letters} = ${page}`)),
      rule,
      { kind: 'code-pages', from: 0, to: 255 },
    ],
  }
}
