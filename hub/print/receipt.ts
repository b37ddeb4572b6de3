import type { PricedLine, TaxTotal } from '#shared/contracts/basket.ts'
import type { PrintBlock, PrintDocument } from '#shared/contracts/print.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { formatQuantity, formatRate } from '#shared/domain/format-money.ts'
import { sumOf } from '#shared/domain/money.ts'
import { isPointsRule } from '#shared/domain/points/refunded-share.ts'
import { tendersOnPaper } from '#shared/domain/points/tenders-on-paper.ts'
import { row, rule, shopBlocks, text } from './blocks.ts'
import { couponBlocks } from './coupons.ts'
import { loyaltyBlocks, pointsDiscountBlocks } from './loyalty.ts'
import { createPaper, type Paper } from './words.ts'

/** A receipt or refund as it is printed, in the company's language and the store's time. */
export function layOutReceipt(receipt: Receipt, profile: StoreProfile): PrintDocument {
  const paper = createPaper(profile)
  const inclusive = profile.company.pricesIncludeVat
  return {
    language: paper.language,
    title: receipt.number,
    cut: true,
    blocks: [
      ...shopBlocks(profile, paper),
      rule,
      ...headBlocks(receipt, paper),
      rule,
      ...receipt.priced.lines.flatMap((line) => lineBlocks(line, receipt, paper, inclusive)),
      rule,
      ...pointsDiscountBlocks(receipt, paper),
      ...totalBlocks(receipt, paper, inclusive),
      ...tenderBlocks(receipt, paper),
      rule,
      ...taxBlocks(receipt.priced.taxes, paper),
      ...loyaltyBlocks(receipt, paper),
      // URL-encoded: scanners misread other bytes, and a number needs no more than ASCII.
      { kind: 'qr', data: encodeURIComponent(receipt.id) },
      ...footerBlocks(profile.store.receiptFooter),
      ...couponBlocks(receipt.issued ?? [], paper),
    ],
  }
}

function headBlocks(receipt: Receipt, paper: Paper): PrintBlock[] {
  const isRefund = receipt.kind === 'refund'
  const { customer } = receipt
  return [
    ...(isRefund
      ? [text(paper.word('receipt.refund'), { align: 'center', bold: true, size: 2 })]
      : []),
    text(`${paper.word('receipt.receipt')} ${receipt.number}`, { bold: true }),
    ...(receipt.originalNumber === null
      ? []
      : [text(`${paper.word('receipt.of-receipt')} ${receipt.originalNumber}`)]),
    row(paper.time(receipt.at), `${paper.word('receipt.till')} ${receipt.till}`),
    text(`${paper.word('receipt.cashier')}: ${receipt.cashier}`),
    ...(customer === null
      ? []
      : [
          text(`${paper.word('receipt.customer')}: ${customer.name}`),
          text(`${paper.word('receipt.tax-number')} ${customer.taxNumber}`),
        ]),
  ]
}

/** The line at its own price, then what was taken off; shares of the order's discount come later. */
function lineBlocks(
  line: PricedLine,
  receipt: Receipt,
  paper: Paper,
  inclusive: boolean,
): PrintBlock[] {
  // What points paid stands below, by tax group.
  const discounts = line.discounts.filter(({ ruleId }) => !isPointsRule(ruleId))
  const off = sumOf(line.discounts, (discount) => discount.amount)
  const amount = (inclusive ? line.gross : line.net) + off + line.orderDiscount
  const name = nameOf(line, receipt, paper)
  // What a coupon pays, or a card gets, is an amount and no piece.
  if (line.kind === 'gift' || line.kind === 'load') return [row(name, paper.amount(amount))]
  const quantity = formatQuantity(line.quantity, paper.language)
  const price = `${quantity} x ${paper.amount(line.unitPrice)}`
  const first =
    line.quantity === 1000
      ? [row(name, paper.amount(amount))]
      : [text(name), row(`  ${price}`, paper.amount(amount))]
  return [
    ...first,
    ...discounts.map((discount) => {
      const isCoupon = discount.couponId !== undefined
      const words = paper.word(isCoupon ? 'receipt.coupon' : 'receipt.discount')
      const named = discount.reason === '' ? words : `${words}: ${discount.reason}`
      return row(`  ${named}`, paper.amount(-discount.amount))
    }),
  ]
}

function nameOf(line: PricedLine, receipt: Receipt, paper: Paper): string {
  if (line.kind === 'product') return line.name
  const of = { product: line.name }
  if (line.kind === 'gift') return paper.word('receipt.gift-coupon', of)
  if (line.kind === 'load') return paper.word('receipt.load-of', of)
  // A surcharge has the sign of its product's line, a discount the other (requirements 001-1).
  const product = receipt.priced.lines.find((candidate) => candidate.id === line.ofLine)
  const isSurcharge = Math.sign(line.quantity) === Math.sign(product?.quantity ?? 1)
  return paper.word(isSurcharge ? 'receipt.surcharge-of' : 'receipt.discount-of', of)
}

function totalBlocks(receipt: Receipt, paper: Paper, inclusive: boolean): PrintBlock[] {
  const { lines, vat, cityTax, total } = receipt.priced
  const orderDiscount = sumOf(lines, (line) => line.orderDiscount)
  const added: PrintBlock[] = []
  if (orderDiscount !== 0) {
    added.push(row(paper.word('receipt.order-discount'), paper.amount(-orderDiscount)))
  }
  // Where prices are net, the lines do not add up to the total without the taxes.
  if (!inclusive) {
    added.push(row(paper.word('receipt.vat'), paper.amount(vat)))
    if (cityTax !== 0) added.push(row(paper.word('receipt.city-tax'), paper.amount(cityTax)))
  }
  return [...added, row(paper.word('receipt.total'), paper.money(total), true)]
}

function tenderBlocks(receipt: Receipt, paper: Paper): PrintBlock[] {
  const { rounding, change } = receipt.settlement
  const { tenders, cashForPoints } = tendersOnPaper(receipt.settlement)
  return [
    ...(rounding === 0 ? [] : [row(paper.word('receipt.rounding'), paper.amount(rounding))]),
    ...tenders.flatMap((tender) => {
      const words = paper.word(`receipt.tender.${tender.kind}`)
      const named = tender.reference === null ? words : `${words} ${tender.reference}`
      const given = row(named, paper.amount(tender.given))
      if (tender.left === undefined) return [given]
      return [given, row(`  ${paper.word('receipt.card-left')}`, paper.amount(tender.left))]
    }),
    ...cashForPoints.map(({ amount, points }) => {
      const words = paper.word('receipt.cash-for-points', { points: paper.whole(points) })
      return row(words, paper.amount(-amount))
    }),
    ...(change === 0 ? [] : [row(paper.word('receipt.change'), paper.money(change), true)]),
  ]
}

function taxBlocks(taxes: readonly TaxTotal[], paper: Paper): PrintBlock[] {
  const withCityTax = taxes.some((tax) => tax.cityTax !== 0)
  const head = [
    paper.word('receipt.vat-group'),
    paper.word('receipt.base'),
    paper.word('receipt.vat'),
    ...(withCityTax ? [paper.word('receipt.city-tax')] : []),
  ]
  const rows = taxes.map((tax) => [
    `${tax.code} ${formatRate(tax.vatRate, paper.language)}`,
    paper.amount(tax.net),
    paper.amount(tax.vat),
    ...(withCityTax ? [paper.amount(tax.cityTax)] : []),
  ])
  return table([head, ...rows])
}

/** The first column takes what the figures leave. */
function table(rows: readonly (readonly string[])[]): PrintBlock[] {
  const widthOf = (column: number) =>
    1 + Math.max(...rows.map((words) => (words[column] ?? '').length))
  return rows.map((words) => ({
    kind: 'row',
    bold: false,
    cells: words.map((word, column) =>
      column === 0
        ? { text: word, align: 'left' }
        : { text: word, align: 'right', width: widthOf(column) },
    ),
  }))
}

function footerBlocks(footer: string): PrintBlock[] {
  return footer
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => text(line, { align: 'center' }))
}
