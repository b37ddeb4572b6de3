import type { JSX } from 'preact'

import { z } from 'zod'
import { ProductView } from '../../masterdata/views.ts'
import { call } from '../api.ts'
import type { PageOf } from '../every-page.ts'
import { amount, decimalsFor } from '../format.ts'
import { usePages } from '../pages.ts'
import { hrefOf, route, setQuery } from '../route.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { SearchField } from '../ui/fields.tsx'
import { Mark } from '../ui/mark.tsx'
import { More } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { useCategoryNames } from './categories.ts'

type Product = z.infer<typeof ProductView>
const ProductPage = z.object({ items: z.array(ProductView), next: z.string().nullable() })
const rowsPerPage = 50

export function ProductsPage(): JSX.Element {
  const { text = '' } = route.value.query
  const code = company.value?.code ?? ''
  const nameOf = useCategoryNames()
  const list = usePages(`${code}\n${text}`, (after, signal) =>
    search({ code, text, after, signal }),
  )
  return (
    <Page title={t('console.nav.products')} note={t('console.products.note')}>
      <section class="filters" aria-label={t('console.filter')}>
        <div class="filter-row">
          <SearchField
            label={t('console.products.search')}
            name="product-search"
            search
            look="search long"
            value={text}
            placeholder={t('console.products.search.example')}
            onChange={(typed) => setQuery({ text: typed }, { replace: true })}
          />
        </div>
      </section>
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <div class="results" aria-busy={list.busy}>
        <Table
          caption={t('console.nav.products')}
          name="products"
          columns={columns(list.items ?? [], nameOf)}
          rows={list.items}
          rowKey={({ id }) => id}
          rowLook={({ active }) => (active ? undefined : 'quiet')}
          empty={t('console.products.none')}
        />
        <More list={list} />
      </div>
    </Page>
  )
}

interface Search {
  readonly code: string
  readonly text: string
  readonly after: string | undefined
  readonly signal: AbortSignal | undefined
}

/** Digits are a barcode first; nothing found, they may still be part of a code or a name. */
async function search({ code, text, after, signal }: Search): Promise<PageOf<Product>> {
  const ask = (query: { text?: string; barcode?: string }) =>
    call({
      path: `/companies/${code}/products`,
      query: { ...query, after, limit: rowsPerPage },
      answer: ProductPage,
      ...(signal && { signal }),
    })
  if (/^\d{6,14}$/.test(text)) {
    const found = await ask({ barcode: text })
    if (found.items.length > 0) return found
  }
  return await ask({ text })
}

function columns(items: readonly Product[], nameOf: (code: string) => string): Column<Product>[] {
  const decimals = decimalsFor(items.map(({ listPrice }) => listPrice))
  return [
    {
      key: 'name',
      title: t('console.name'),
      look: 'wide',
      cell: ({ code, name, variant, active }) => (
        <>
          <a
            href={hrefOf({
              page: 'products',
              path: [code],
            })}
          >
            {name}
          </a>
          {variant !== '' && <span class="code-note"> {variant}</span>}{' '}
          {!active && <Mark tone="quiet">{t('console.products.inactive')}</Mark>}
        </>
      ),
    },
    {
      key: 'code',
      title: t('console.products.code'),
      look: 'nowrap',
      cell: ({ code }) => code,
    },
    {
      key: 'price',
      title: t('console.products.list-price'),
      look: 'number',
      cell: ({ listPrice }) => amount(listPrice, decimals),
    },
    {
      key: 'barcodes',
      title: t('console.products.barcodes'),
      look: 'code',
      cell: ({ barcodes }) => barcodes.join(' '),
    },
    {
      key: 'category',
      title: t('console.category'),
      cell: ({ category }) => nameOf(category),
    },
    {
      key: 'vat',
      title: t('console.vat-group'),
      look: 'nowrap',
      cell: ({ vatGroup }) => vatGroup,
    },
    {
      key: 'acs',
      title: t('console.acs-id'),
      look: 'nowrap',
      cell: ({ acsId }) => acsId || '–',
    },
  ]
}
