import { expect, test } from 'vitest'
import { layOutReceipt } from '#hub/print/receipt.ts'
import { PrintDocument } from '#shared/contracts/print.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { Language } from '#shared/contracts/units.ts'
import { makeProfile, makeReceipt, plainText } from './papers.ts'

/** The usual receipt with a coupon's discount, a gift coupon, a loaded card and a card that paid. */
function withVouchers(language: Language): Receipt {
  const sale = makeReceipt({ language })
  const [first] = sale.priced.lines
  if (first === undefined) throw new Error('no lines')
  const off = { ruleId: 'promotion:1', reason: 'Spring', amount: 100_00, couponId: 'TEN:v1' }
  const plain = { ofLine: null, discounts: [], orderDiscount: 0, vat: 0, cityTax: 0 }
  const lines = [
    { ...first, discounts: [off], gross: first.gross - 100_00, net: first.net - 100_00 },
    {
      ...first,
      ...plain,
      id: 'TEN:v2/gift',
      kind: 'gift',
      name: '500',
      quantity: -1000,
      gross: -500_00,
      net: -500_00,
    },
    {
      ...first,
      ...plain,
      id: 'c',
      kind: 'load',
      name: 'Gift card',
      quantity: 1000,
      gross: 300_00,
      net: 300_00,
      account: 'CARD:v1',
    },
  ] as Receipt['priced']['lines']
  const tender = { kind: 'gift-card', amount: 200_00, given: 200_00, reference: null } as const
  return {
    ...sale,
    priced: { ...sale.priced, lines },
    settlement: {
      tenders: [{ ...tender, account: 'CARD:v2', left: 50_00 }],
      rounding: 0,
      change: 0,
    },
    issued: [
      {
        account: 'TEN:v9',
        code: '7K3Q-MD4T-W9XB-02HZ',
        programme: 'TEN',
        promotionId: 1,
        endsAt: Date.UTC(2026, 11, 22, 0, 0) - 8 * 3_600_000,
      },
    ],
  }
}

test.each(Language.options)(
  'gift lines, loads, coupons and cards are named in %s',
  async (language) => {
    const document = layOutReceipt(withVouchers(language), makeProfile(language))
    expect(PrintDocument.parse(document)).toEqual(document)
    const paper = plainText(document)
    expect(paper).toContain('[QR 7K3Q-MD4T-W9XB-02HZ]')
    expect(paper).not.toContain('TEN:v')
    await expect(paper).toMatchFileSnapshot(`snapshots/vouchers-${language}.txt`)
  },
)
