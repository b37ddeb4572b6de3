import { type Receipt, Saved } from '#shared/contracts/till.ts'
import { openShop, type Shop, until } from '../../support/shop.ts'
import { newId, type SaleWish } from '../../support/till-client.ts'

/** A whole shop whose books hold three sales and a refund of the first. */
export interface SoldShop extends AsyncDisposable {
  readonly shop: Shop
  readonly adminKey: string
  /** The discounted sale paid by card and cash; its second product was given back. */
  readonly first: Receipt
  readonly refund: Receipt
  readonly product: { readonly code: string; readonly name: string; readonly barcode: string }
}

export async function openSoldShop(): Promise<SoldShop> {
  const shop = await openShop()
  try {
    const { client, shiftId } = await shop.openTill()
    const found = await client.products('text=ном&limit=20')
    const [one, two] = found
    const withBarcode = found.find(({ barcodes }) => barcodes.length > 0)
    if (one === undefined || two === undefined || withBarcode === undefined) {
      throw new Error('the demo data has too few products to sell')
    }
    const sell = async (basket: SaleWish['basket'], cardPart: number): Promise<Receipt> => {
      const { total } = (await client.quote(basket)).priced
      const card = Math.floor((total * cardPart) / 100) * 100
      const saved = await client.sell({
        id: newId(),
        shiftId,
        basket,
        total,
        tenders: [
          ...(card > 0
            ? [
                {
                  kind: 'card' as const,
                  given: card,
                  reference: 'SLIP7',
                },
              ]
            : []),
          {
            kind: 'cash',
            given: total - card + 1e5,
          },
        ],
      })
      return receiptOf(saved)
    }
    const discount = { kind: 'percent', rate: 1000, reason: 'Regular customer' } as const
    const first = await sell(
      {
        lines: [
          { id: 'a', productId: one.id, quantity: 3000, discounts: [discount] },
          { id: 'b', productId: two.id, quantity: 1000 },
        ],
        discounts: [{ kind: 'fixed', amount: 50_000 }],
      },
      0.5,
    )
    await sell({ lines: [{ id: 'a', productId: two.id, quantity: 2000 }] }, 0)
    await sell({ lines: [{ id: 'a', productId: one.id, quantity: 1000 }] }, 0)
    const givenBack = await client.call(Saved, 'POST', '/refunds', {
      id: newId(),
      shiftId,
      receiptId: first.id,
      reason: 'Faulty',
      lines: [
        {
          lineId: 'b',
          quantity: 1e3,
        },
      ],
    })
    const refund = receiptOf(givenBack)
    await until('the cloud has the refund', async () => {
      return (await shop.cloud(`/v1/receipts/${refund.id}`)).ok
    })
    const { code, name, barcodes } = withBarcode
    return {
      shop,
      first,
      refund,
      adminKey: shop.credentials.keys[shop.group] ?? '',
      product: {
        code,
        name,
        barcode: barcodes[0] ?? '',
      },
      [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
    }
  } catch (error) {
    await shop[Symbol.asyncDispose]()
    throw error
  }
}

function receiptOf({ id, receipt }: Saved): Receipt {
  if (receipt === null) throw new Error(`the hub saved ${id} without a receipt`)
  return receipt
}
