import { t } from '../texts.ts'
import type { Column } from '../ui/table.tsx'
import type { Hub } from './hub.ts'
import { Two } from './two.tsx'

/** Whose row it is. */
export function hubColumn(): Column<Hub> {
  return {
    key: 'hub',
    title: t('console.hub'),
    look: 'wide',
    cell: ({ name, storeCode, storeName }) => (
      <Two first={storeName} second={`${storeCode} · ${name}`} />
    ),
  }
}
