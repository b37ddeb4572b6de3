import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { z } from 'zod'
import { call } from '../api.ts'
import { money } from '../format.ts'
import { useProductNames } from '../forms/product-picker.tsx'
import { usePages } from '../pages.ts'
import { hrefOf } from '../route.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { More } from '../ui/more.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { ItemSheet } from './item-sheet.tsx'
import type { Programme } from './programmes.ts'

const Item = z.object({
  id: z.int(),
  product: z.string(),
  productId: z.int(),
  points: z.int(),
  price: z.int().nullable(),
  ruleId: z.string(),
})
export type Item = z.infer<typeof Item>
const ItemPage = z.object({ items: z.array(Item), next: z.string().nullable() })

/** "Body za nákup": which product earns how much. */
export function ItemList({ programme }: { readonly programme: Programme }): JSX.Element {
  const path = `/companies/${company.value?.code ?? ''}/programmes/${programme.code}/items`
  const [round, setRound] = useState(0)
  const list = usePages(`${path} ${round}`, (after, signal) =>
    call({ path, query: { after, limit: 100 }, answer: ItemPage, ...(signal && { signal }) }),
  )
  const [edited, setEdited] = useState<Item | 'new' | null>(null)
  const nameOf = useProductNames((list.items ?? []).map(({ productId }) => productId))
  return (
    <>
      <div class="filter-row">
        <Button look="primary" name="add-item" onPress={() => setEdited('new')}>
          {t('console.items.add')}
        </Button>
        <a class="button" href={hrefOf({ page: 'import', query: { kind: 'points' } })}>
          {t('console.items.import')}
        </a>
      </div>
      <p class="hint">{t('console.items.note')}</p>
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <div class="results" aria-busy={list.busy}>
        <Table
          caption={t('console.programme.tab.items')}
          name="items"
          columns={columns(nameOf, setEdited)}
          rows={list.items}
          rowKey={({ product }) => product}
          empty={t('console.items.none')}
        />
        <More list={list} />
      </div>
      {edited !== null && (
        <ItemSheet
          path={path}
          item={edited === 'new' ? null : edited}
          onDone={() => setRound((before) => before + 1)}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}

function columns(nameOf: (id: number) => string, edit: (item: Item) => void): Column<Item>[] {
  return [
    {
      key: 'product',
      title: t('console.product'),
      look: 'wide',
      cell: ({ product, productId }) => (
        <>
          <a href={hrefOf({ page: 'products', path: [product] })}>{nameOf(productId)}</a>{' '}
          <span class="code-note">{product}</span>
        </>
      ),
    },
    {
      key: 'points',
      title: t('console.value.points'),
      look: 'number',
      cell: ({ points }) => points,
    },
    {
      key: 'per',
      title: t('console.items.per'),
      cell: ({ price }) =>
        price === null
          ? t('console.items.per.piece')
          : t('console.items.per.price', { price: money(price) }),
    },
    { key: 'rule', title: t('console.movement.rule'), look: 'code', cell: ({ ruleId }) => ruleId },
    {
      key: 'edit',
      title: t('console.items.edit'),
      look: 'nowrap',
      cell: (item) => (
        <Button look="small" name={`edit-${item.product}`} onPress={() => edit(item)}>
          {t('console.items.edit')}
        </Button>
      ),
    },
  ]
}
