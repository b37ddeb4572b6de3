import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Problem } from '#shared/contracts/problem.ts'
import { PageOfCustomers, type TillCustomer } from '#shared/contracts/till.ts'
import { call } from '../api.ts'
import { changeDraft, draft } from '../basket/basket.ts'
import { problemOf } from '../notices.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useNewest } from '../ui/use-newest.ts'

/** F5: the legal entity that buys, for an invoice; by tax number or name. */
export function CustomerSheet(): JSX.Element {
  const text = useSignal('')
  const asked = useSignal<string | null>(null)
  const items = useSignal<readonly TillCustomer[]>([])
  const at = useSignal(0)
  const problem = useSignal<Problem | null>(null)
  const lookups = useNewest()

  async function enter(): Promise<void> {
    const key = text.value.trim()
    const chosen = items.value[at.value]
    if (key === asked.value && chosen !== undefined) return attach(chosen)
    if (key === '') return
    problem.value = null
    const isNewest = lookups()
    try {
      const found = await customersBy(key)
      if (!isNewest()) return
      items.value = found
      asked.value = key
      at.value = 0
    } catch (error) {
      if (!isNewest()) return
      problem.value = problemOf(error)
    }
  }

  function attach(customer: TillCustomer | null): void {
    changeDraft({ customer })
    closeSheet()
  }

  function move(by: number): void {
    at.value = Math.min(Math.max(at.value + by, 0), Math.max(items.value.length - 1, 0))
  }

  return (
    <Sheet
      title={t('till.customer')}
      onClose={closeSheet}
      keys={{ ArrowDown: () => move(1), ArrowUp: () => move(-1) }}
      foot={
        <>
          {draft.value.customer !== null && (
            <Button look="big danger" onPress={() => attach(null)}>
              {t('till.customer.detach')}
            </Button>
          )}
          <Button hint="Enter" look="big primary" onPress={enter}>
            {t(
              items.value.length > 0 && text.value.trim() === asked.value
                ? 'till.take'
                : 'till.search',
            )}
          </Button>
        </>
      }
    >
      <TextField
        label={t('till.customer.key')}
        value={text}
        look="big"
        name="customer"
        autoFocus
        onEnter={enter}
      />
      <ProblemBox problem={problem.value} />
      {asked.value !== null && items.value.length === 0 && (
        <p class="notice warn" role="status">
          <strong>{t('till.customer.none', { key: asked.value })}</strong>
          <span>{t('till.customer.none.fix')}</span>
        </p>
      )}
      <ul class="people" role="listbox" aria-label={t('till.customer')}>
        {items.value.map((customer, index) => (
          <li
            key={customer.id}
            role="option"
            aria-selected={index === at.value}
            onClick={() => attach(customer)}
          >
            <strong>{customer.name}</strong>
            <span class="hint">
              {customer.taxNumber} · {customer.address}
            </span>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

/** By tax number if it is one, else by the beginning of name or number. */
async function customersBy(key: string): Promise<readonly TillCustomer[]> {
  const path = '/customers'
  if (/^\d{5,14}$/.test(key)) {
    const exact = await call({ path, query: { taxNumber: key }, answer: PageOfCustomers })
    if (exact.items.length > 0) return exact.items
  }
  return (await call({ path, query: { text: key, limit: 20 }, answer: PageOfCustomers })).items
}
