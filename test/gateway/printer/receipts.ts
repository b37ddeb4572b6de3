import { PrintDocument } from '#shared/contracts/print.ts'

/** One receipt per language as the hub writes it, with every letter that gave trouble elsewhere. */
export const receipts = {
  mn: receipt('mn', {
    shop: 'Интерном номын дэлгүүр',
    number: '№ UB1-T1-1-000042-7K',
    lines: [
      ['Өвгөн Жэк «Үлгэр»', '2 x 12 500.00', '25 000.00'],
      ['Үнэгүй ном өгөх ёслол', '1 x 0.00', '0.00'],
    ],
    discount: ['Хөнгөлөлт: Өвгөн Жэк', '-2 500.00'],
    total: ['НИЙТ', '22 500.00 ₮'],
    tax: ['НӨАТ 10 %', '2 045.45'],
  }),
  ro: receipt('ro', {
    shop: 'Ștefan & Țiriac SRL – Materiale',
    number: 'Bon nr. B1-T1-1-000042-7K',
    lines: [
      ['Șurub țeavă înăuntru 5×40', '10 × 1,50', '15,00'],
      ['Vopsea albă „Ămărăștii”', '1 × 89,90', '89,90'],
    ],
    discount: ['Reducere: Șurub', '-1,50'],
    total: ['TOTAL', '103,40 lei'],
    tax: ['TVA 19 %', '16,51'],
  }),
  ru: receipt('ru', {
    shop: 'Магазин «Ёлочка»',
    number: 'Чек № R1-T1-1-000042-7K',
    lines: [
      ['Хлеб «Бородинский» — 2 шт.', '2 x 45,50', '91,00'],
      ['Съёмное крыло', '1 x 9 999,00', '9 999,00'],
    ],
    discount: ['Скидка: Хлеб', '-9,10'],
    total: ['ИТОГО', '10 080,90 ₽'],
    tax: ['НДС 20 %', '1 680,15'],
  }),
  cs: receipt('cs', {
    shop: 'Potraviny U Žluťoučkého koně',
    number: 'Účtenka č. C1-T1-1-000042-7K',
    lines: [
      ['Příliš žluťoučký kůň úpěl', '2 × 45,50', '91,00'],
      ['ďábelské ódy, ŠÁTEK', '1 × 120,00', '120,00'],
    ],
    discount: ['Sleva: kůň', '-9,10'],
    total: ['CELKEM', '201,90 Kč'],
    tax: ['DPH 21 %', '35,04'],
  }),
  en: receipt('en', {
    shop: 'The Shop “Corner” – Books & More',
    number: 'Receipt E1-T1-1-000042-7K',
    lines: [
      ['Tea, 100 g', '2 x 4.50', '9.00'],
      ['A very long product name that does not fit into its cell at all', '1 x 1.00', '1.00'],
    ],
    discount: ['Discount: Tea', '-0.90'],
    total: ['TOTAL', '9.10 €'],
    tax: ['VAT 20 %', '1.52'],
  }),
  /** A table of lines and corners around the letters of four languages. */
  box: PrintDocument.parse({
    language: 'mn',
    title: 'Box',
    blocks: [
      '┌──────────┬─────────────────┐',
      '│ Өнөөдөр  │ Үнэ: 1 500      │',
      '├──────────┼─────────────────┤',
      '│ Хлеб     │ «Ёлочка» № 7    │',
      '│ Žluťoučký│ kůň, ďábelské   │',
      '│ Șurub    │ țeavă în        │',
      '╞══════════╪═════════════════╡',
      '└──────────┴─────────────────┘',
    ].map((text) => ({ kind: 'text', text })),
  }),
} as const

function receipt(
  language: PrintDocument['language'],
  words: {
    readonly shop: string
    readonly number: string
    readonly lines: readonly (readonly [string, string, string])[]
    readonly discount: readonly [string, string]
    readonly total: readonly [string, string]
    readonly tax: readonly [string, string]
  },
): PrintDocument {
  return PrintDocument.parse({
    language,
    title: words.number,
    blocks: [
      { kind: 'text', text: words.shop, align: 'center', bold: true },
      { kind: 'text', text: words.number, align: 'center' },
      { kind: 'rule' },
      ...words.lines.flatMap(([name, sum, amount]) => [
        { kind: 'text', text: name },
        pair(`  ${sum}`, amount),
      ]),
      pair(...words.discount),
      { kind: 'rule' },
      { kind: 'row', bold: true, cells: pair(...words.total).cells },
      pair(...words.tax),
      { kind: 'feed', lines: 1 },
      { kind: 'barcode', ean: '4006381333931' },
      { kind: 'qr', data: 'https://shop.example/r/UB1-T1-1-000042-7K' },
    ],
  })
}

function pair(left: string, right: string) {
  return {
    kind: 'row',
    cells: [{ text: left }, { text: right, align: 'right', width: 16 }],
  } as const
}
