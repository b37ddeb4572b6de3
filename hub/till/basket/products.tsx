import type { JSX, RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { TillProduct } from '#shared/contracts/till.ts'
import { money } from '../format.ts'
import { t } from '../texts.ts'
import { moveInGrid } from './grid-keys.ts'
import { putIn } from './scan.ts'
import {
  categories,
  category,
  chooseCategory,
  found,
  inCategory,
  isSearching,
  picked,
  take,
} from './search.ts'

/** Search results while something is typed; else the categories' goods as buttons. */
export function Products({
  field,
}: {
  readonly field: RefObject<HTMLInputElement | null>
}): JSX.Element {
  return (
    <section class="products-side card" aria-label={t('till.products')}>
      {isSearching.value ? <Results /> : <Categories field={field} />}
    </section>
  )
}

function Results(): JSX.Element {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => row.current?.scrollIntoView({ block: 'nearest' }), [picked.value])
  const items = found.value?.items ?? []
  return (
    <>
      <h2 class="side-title">{t('till.search.results')}</h2>
      <ul class="results" id="search-results" role="listbox" aria-label={t('till.search.results')}>
        {items.map((product, at) => (
          <li
            key={product.id}
            id={`result-${at}`}
            ref={at === picked.value ? row : null}
            class="result"
            role="option"
            aria-selected={at === picked.value}
            onClick={() => take(product)}
          >
            <span class="name">
              {product.name} <span class="variant">{product.variant}</span>
            </span>
            <span class="price figure">{money(product.listPrice)}</span>
            <span class="code">{product.code}</span>
            <span class="code">{product.barcodes[0] ?? ''}</span>
          </li>
        ))}
      </ul>
      <p class="hint side-hint">
        {items.length > 0
          ? t('till.search.how')
          : found.value === null
            ? t('till.search.wait')
            : t('till.search.empty')}
      </p>
    </>
  )
}

function Categories({
  field,
}: {
  readonly field: RefObject<HTMLInputElement | null>
}): JSX.Element {
  return (
    <>
      <div
        class="categories"
        role="group"
        aria-label={t('till.categories')}
        onKeyDown={(event) => moveInGrid(event, field)}
      >
        {categories.value.map((one) => (
          <button
            key={one.id}
            type="button"
            class={`button ${category.value === one.id ? 'chosen' : ''}`}
            aria-pressed={category.value === one.id}
            onClick={() => void chooseCategory(one.id)}
          >
            {one.name}
          </button>
        ))}
      </div>
      <div
        class="tiles"
        role="group"
        aria-label={t('till.products')}
        onKeyDown={(event) => moveInGrid(event, field)}
      >
        {inCategory.value.map((product) => (
          <Tile key={product.id} product={product} />
        ))}
      </div>
    </>
  )
}

function Tile({ product }: { readonly product: TillProduct }): JSX.Element {
  return (
    <button type="button" class="tile" title={nameOf(product)} onClick={() => putIn(product)}>
      <span class="name">{product.name}</span>
      <span class="variant">{product.variant || product.code}</span>
      <span class="price figure">{money(product.listPrice)}</span>
    </button>
  )
}

function nameOf({ name, variant, code }: TillProduct): string {
  return [name, variant, code].filter(Boolean).join(' · ')
}
