import type { PrintDocument } from '#shared/contracts/print.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { Shift } from '#shared/contracts/till.ts'
import { row, rule, shopBlocks, text } from './blocks.ts'
import { createPaper } from './words.ts'

/** What a shift took: of an open one so far (X), of a closed one with the count (Z). */
export function layOutShift(shift: Shift, profile: StoreProfile, now: number): PrintDocument {
  const paper = createPaper(profile)
  const { word, amount, time } = paper
  const { closedAt, countedCash, difference } = shift
  return {
    language: paper.language,
    title: `${word('receipt.shift')} ${shift.till}`,
    cut: true,
    blocks: [
      ...shopBlocks(profile, paper),
      rule,
      text(word('receipt.shift'), { align: 'center', bold: true, size: 2 }),
      ...(closedAt === null
        ? [text(word('receipt.shift.open'), { align: 'center', bold: true })]
        : []),
      row(word('receipt.till'), shift.till),
      text(`${word('receipt.cashier')}: ${shift.cashier}`),
      row(word('receipt.shift.opened'), time(shift.openedAt)),
      closedAt === null
        ? row(word('receipt.shift.printed'), time(now))
        : row(word('receipt.shift.closed'), time(closedAt)),
      rule,
      row(word('receipt.shift.receipts'), String(shift.receipts)),
      row(word('receipt.shift.refunds'), String(shift.refunds)),
      ...shift.tenders.map((tender) =>
        row(word(`receipt.tender.${tender.kind}`), amount(tender.amount)),
      ),
      rule,
      row(word('receipt.shift.opening-cash'), amount(shift.openingCash)),
      row(word('receipt.shift.expected-cash'), amount(shift.expectedCash)),
      ...(countedCash === null
        ? []
        : [row(word('receipt.shift.counted-cash'), amount(countedCash), true)]),
      ...(difference === null || difference === 0
        ? []
        : [
            row(
              word(difference > 0 ? 'receipt.shift.over' : 'receipt.shift.short'),
              paper.money(Math.abs(difference)),
              true,
            ),
          ]),
    ],
  }
}
