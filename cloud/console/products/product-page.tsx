import type { JSX } from 'preact'
import { z } from 'zod'
import { PriceView, ProductView } from '../../masterdata/views.ts'
import { call } from '../api.ts'
import { everyPage } from '../every-page.ts'
import { amount, dayAndTime, money, percent, quantity } from '../format.ts'
import { useLoad } from '../load.ts'
import { hrefOf } from '../route.ts'
import { company, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Facts } from '../ui/facts.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { useCategoryNames } from './categories.ts'

type Product = z.infer<typeof ProductView>
type Price = z.infer<typeof PriceView>
const PricePage = z.object({ items: z.array(PriceView), next: z.string().nullable() })

export function ProductPage({ code }: { readonly code: string }): JSX.Element {
  const path = `/companies/${company.value?.code ?? ''}/products/${encodeURIComponent(code)}`
  const product = useLoad(path, (signal) => call({ path, answer: ProductView, signal }))
  const prices = useLoad(path, (signal) =>
    everyPage((after) =>
      call({
        path: `${path}/prices`,
        query: { after, limit: 200 },
        answer: PricePage,
        signal,
      }),
    ),
  )
  const { data } = product
  return (
    <Page
      title={data === null ? code : `${data.name} ${data.variant}`.trim()}
      back={{ href: hrefOf({ page: 'products' }), text: t('console.nav.products') }}
      note={code}
    >
      <ProblemBox problem={product.problem ?? prices.problem} onRetry={product.reload} />
      {data !== null && (
        <div class="stack">
          <ProductFacts product={data} />
          <section class="card section">
            <h2>{t('console.product.prices')}</h2>
            <Table
              caption={t('console.product.prices')}
              name="prices"
              rows={prices.data}
              rowKey={({ id }) => id}
              empty={t('console.product.prices.none', { price: money(data.listPrice) })}
              columns={priceColumns()}
            />
          </section>
        </div>
      )}
    </Page>
  )
}

function ProductFacts({ product }: { readonly product: Product }): JSX.Element {
  const categoryName = useCategoryNames()
  const yesOrNo = (value: boolean) => t(value ? 'console.yes' : 'console.no')
  const facts = [
    ['list-price', t('console.products.list-price'), money(product.listPrice)],
    ['barcodes', t('console.products.barcodes'), product.barcodes.join('  ')],
    ['acs-id', t('console.acs-id'), product.acsId],
    ['category', t('console.category'), categoryName(product.category)],
    ['pos-category', t('console.product.pos-category'), posCategory(product, categoryName)],
    ['vat-group', t('console.vat-group'), product.vatGroup],
    ['uom', t('console.product.uom'), product.uom],
    ['template', t('console.product.template'), `${product.templateName} (${product.template})`],
    ['template-acs-id', t('console.product.template-acs-id'), product.templateAcsId],
    ['manufacturer', t('console.product.manufacturer'), product.manufacturer ?? ''],
    ['supplier', t('console.product.supplier'), product.supplier ?? ''],
    ['agent-margin', t('console.product.agent-margin'), percent(product.agentMargin)],
    ['consigned', t('console.product.consigned'), yesOrNo(product.consigned)],
    ['gift', t('console.product.gift'), yesOrNo(product.isGift)],
    ['negative', t('console.product.negative'), yesOrNo(product.mayGoNegative)],
    ['active', t('console.products.active'), yesOrNo(product.active)],
  ] as const
  return (
    <section class="card head-facts">
      <Facts facts={facts.map(([key, label, value]) => ({ key, label, value: value || '–' }))} />
    </section>
  )
}

function posCategory({ posCategory: code }: Product, nameOf: (code: string) => string): string {
  return code === null ? '' : nameOf(code)
}

function priceColumns(): Column<Price>[] {
  const at = (instant: number | null) =>
    instant === null ? '–' : dayAndTime(instant, timeZone.value)
  return [
    {
      key: 'store',
      title: t('console.store'),
      look: 'wide',
      cell: ({ store }) => store ?? t('console.store.all'),
    },
    {
      key: 'customer',
      title: t('console.receipt.customer'),
      cell: ({ customer }) => customer ?? t('console.product.everybody'),
    },
    {
      key: 'quantity',
      title: t('console.product.from-quantity'),
      look: 'number',
      cell: ({ minQuantity }) => quantity(minQuantity),
    },
    {
      key: 'starts',
      title: t('console.from'),
      look: 'nowrap',
      cell: ({ startsAt }) => at(startsAt),
    },
    {
      key: 'ends',
      title: t('console.to'),
      look: 'nowrap',
      cell: ({ endsAt }) => at(endsAt),
    },
    {
      key: 'price',
      title: t('console.price'),
      look: 'number',
      cell: ({ price }) => amount(price),
    },
  ]
}
