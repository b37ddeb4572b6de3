import type { PrintBlock, PrintDocument } from '#shared/contracts/print.ts'
import { StoreProfile } from '#shared/contracts/sync.ts'
import { Receipt, Shift } from '#shared/contracts/till.ts'
import type { Language } from '#shared/contracts/units.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'

const countries = {
  en: { currency: 'MNT', name: 'Book House', product: 'Notebook', shownDecimals: 0, zone: 'UTC' },
  mn: {
    currency: 'MNT',
    name: 'Номын өргөө',
    product: 'Өнгөт харандаа',
    shownDecimals: 0,
    zone: 'Asia/Ulaanbaatar',
  },
  ro: {
    currency: 'RON',
    name: 'Dunca Expres',
    product: 'Șurub cu țeavă',
    shownDecimals: 2,
    zone: 'Europe/Bucharest',
  },
  ru: {
    currency: 'RUB',
    name: 'Магазин «Заря»',
    product: 'Хлеб «Бородинский»',
    shownDecimals: 2,
    zone: 'Europe/Moscow',
  },
  cs: {
    currency: 'CZK',
    name: 'Potraviny U Řeky',
    product: 'Žluťoučký sýr',
    shownDecimals: 2,
    zone: 'Europe/Prague',
  },
} as const

export function makeProfile(language: Language): StoreProfile {
  const { currency, name, shownDecimals, zone } = countries[language]
  return StoreProfile.parse({
    group: 'demo',
    company: {
      id: 1,
      code: 'C1',
      name: `${name} LLC`,
      taxNumber: '2012345',
      currency,
      language,
      pricesIncludeVat: language !== 'cs',
      surchargeAllowed: true,
      cashRounding: language === 'cs' ? 100 : 1,
      shownDecimals,
    },
    store: {
      id: 1,
      code: 'UB1',
      name,
      address: 'Main street 1',
      phone: '+97670000000',
      timeZone: zone,
      receiptFooter: 'www.example.com\n',
    },
    vatGroups: [
      {
        id: 1,
        code: 'A',
        name: 'Standard',
        taxType: 'VAT_ABLE',
        vatRate: 1000,
        cityTaxRate: language === 'mn' ? 200 : 0,
      },
      { id: 2, code: 'B', name: 'Reduced', taxType: 'VAT_ABLE', vatRate: 500, cityTaxRate: 0 },
    ],
  })
}

/** Two products, one with a lower price of the engine, a typed discount and one on the order. */
export function makeReceipt(
  given: { readonly id?: string; readonly language?: Language } = {},
): Receipt {
  const language = given.language ?? 'en'
  const profile = makeProfile(language)
  const priced = priceBasket({
    basket: {
      lines: [
        { id: '1', productId: 1, quantity: 2000, discounts: [] },
        {
          id: '2',
          productId: 2,
          quantity: 1000,
          discounts: [{ kind: 'percent', rate: 1000, reason: 'friend' }],
        },
        { id: '3', productId: 2, quantity: 548, discounts: [] },
      ],
      discounts: [{ kind: 'fixed', amount: 10_000, reason: '' }],
    },
    catalogue: new Map([
      [1, product(1, countries[language].product, 1, 500_000, 450_000)],
      [2, product(2, 'Papier 42', 2, 120_000, null)],
    ]),
    rules: {
      storeId: 1,
      pricesIncludeVat: profile.company.pricesIncludeVat,
      surchargeAllowed: true,
      vatGroups: profile.vatGroups,
    },
    at: 0,
    maySetPrices: true,
    mayGiveDiscounts: true,
  })
  return Receipt.parse({
    id: given.id ?? '019a0000-0000-7000-8000-000000000001',
    kind: 'sale',
    number: 'UB1-T1-1-000042-7Q',
    at: Date.UTC(2026, 10, 22, 1, 5),
    businessOn: '2026-11-22',
    till: 'T1',
    shiftId: '019a0000-0000-7000-8000-000000000002',
    cashier: 'Болд',
    customer: null,
    memberId: null,
    originalId: null,
    originalNumber: null,
    priced,
    settlement: {
      tenders: [
        { kind: 'card', amount: 100_000, given: 100_000, reference: 'A1' },
        { kind: 'cash', amount: priced.total - 100_000, given: 2_000_000, reference: null },
      ],
      rounding: 0,
      change: 2_000_000 - (priced.total - 100_000),
    },
    refunded: {},
    print: null,
  })
}

export function makeShift(): Shift {
  return Shift.parse({
    id: '019a0000-0000-7000-8000-000000000002',
    till: 'T1',
    cashier: 'Болд',
    openedAt: Date.UTC(2026, 10, 22, 0, 0),
    closedAt: Date.UTC(2026, 10, 22, 10, 0),
    openingCash: 5_000_000,
    expectedCash: 7_500_000,
    countedCash: 7_490_000,
    difference: -10_000,
    receipts: 12,
    refunds: 1,
    tenders: [
      { kind: 'cash', amount: 2_500_000 },
      { kind: 'card', amount: 3_000_000 },
    ],
  })
}

/** A document as 42 columns of text, to be read by people in snapshots. */
export function plainText(document: PrintDocument): string {
  return document.blocks.map(plainBlock).join('\n')
}

const COLUMNS = 42

function plainBlock(block: PrintBlock): string {
  switch (block.kind) {
    case 'text':
      return block.align === 'center'
        ? `${' '.repeat(Math.max(0, (COLUMNS - block.text.length) >> 1))}${block.text}`
        : block.text
    case 'row': {
      const fixed = block.cells.reduce((sum, cell) => sum + (cell.width ?? 0), 0)
      return block.cells
        .map(({ text, align, width = COLUMNS - fixed }) =>
          align === 'left' ? text.padEnd(width) : text.padStart(width),
        )
        .join('')
    }
    case 'rule':
      return '-'.repeat(COLUMNS)
    case 'feed':
      return '\n'.repeat(block.lines - 1)
    case 'qr':
      return `[QR ${block.data}]`
    case 'barcode':
      return `[EAN ${block.ean}]`
    case 'code128':
      return `[Code 128 ${block.data}]`
    case 'picture':
    case 'code-pages':
      return `[${block.kind}]`
  }
}

function product(
  id: number,
  name: string,
  vatGroupId: number,
  listPrice: number,
  lower: number | null,
) {
  const rule = {
    id: 9,
    storeId: null,
    customerId: null,
    minQuantity: 2000,
    startsAt: null,
    endsAt: null,
  }
  return {
    id,
    name,
    vatGroupId,
    listPrice,
    prices: lower === null ? [] : [{ ...rule, price: lower }],
  }
}
