import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { z } from 'zod'
import { ProductView } from '../../masterdata/views.ts'
import { call } from '../api.ts'
import { useLoad } from '../load.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { SearchField } from '../ui/fields.tsx'

export type Product = z.infer<typeof ProductView>
const ProductPage = z.object({ items: z.array(ProductView), next: z.string().nullable() })

interface ProductPickerProps {
  readonly label: string
  readonly name: string
  readonly onPick: (product: Product) => void
}

const shownMax = 8

/** Looks products up by words, code or barcode; Enter takes the first. */
export function ProductPicker({ label, name, onPick }: ProductPickerProps): JSX.Element {
  const [text, setText] = useState('')
  const code = company.value?.code ?? ''
  const listId = useId()
  const found = useLoad(`${code} ${text}`, async (signal) => {
    if (text === '') return []
    const ask = async (query: { text?: string; barcode?: string }) =>
      await call({
        path: `/companies/${code}/products`,
        query: { ...query, limit: shownMax },
        answer: ProductPage,
        signal,
      })
    const byBarcode = /^\d{6,14}$/.test(text) ? (await ask({ barcode: text })).items : []
    return byBarcode.length > 0 ? byBarcode : (await ask({ text })).items
  })
  const pick = (product: Product): void => {
    setText('')
    onPick(product)
  }
  return (
    <div class="picker">
      <SearchField label={label} name={name} value={text} look="search" onChange={setText} />
      {text !== '' && (
        <ul class="found" id={listId} aria-label={t('console.form.found')}>
          {found.data?.map((product) => (
            <li key={product.id}>
              <button
                type="button"
                class="found-one"
                data-pick={product.code}
                onClick={() => pick(product)}
              >
                <span>{`${product.name} ${product.variant}`.trim()}</span>
                <span class="code-note">{product.code}</span>
              </button>
            </li>
          ))}
          {found.data?.length === 0 && !found.busy && (
            <li class="hint">{t('console.products.none')}</li>
          )}
        </ul>
      )}
    </div>
  )
}

/** Names of products that a rule names by their ids. */
export function useProductNames(ids: readonly number[]): (id: number) => string {
  const code = company.value?.code ?? ''
  const sorted = [...new Set(ids)].sort((a, b) => a - b).slice(0, 200)
  const { data } = useLoad(`${code} ${sorted.join(',')}`, async (signal) =>
    sorted.length === 0
      ? []
      : (
          await call({
            path: `/companies/${code}/products`,
            query: { ids: sorted.join(','), limit: 200 },
            answer: ProductPage,
            signal,
          })
        ).items,
  )
  return (id) => {
    const found = data?.find((product) => product.id === id)
    return found === undefined ? `#${id}` : `${found.name} ${found.variant}`.trim()
  }
}
