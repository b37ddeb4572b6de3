import type { JSX } from 'preact'
import { percent } from '../format.ts'
import { isTextKey, t } from '../texts.ts'
import { Mark } from '../ui/mark.tsx'
import type { Column } from '../ui/table.tsx'
import { bytes } from './bytes.ts'
import type { Hub } from './hub.ts'
import { hubColumn } from './hub-column.tsx'
import { Two } from './two.tsx'

type Troubles = NonNullable<NonNullable<Hub['status']>['troubles']>

/** How each hub's box is: what is wrong and what to do, and how long its disk will last (spine C). */
export function boxColumns(): Column<Hub>[] {
  return [
    hubColumn(),
    {
      key: 'health',
      title: t('console.boxes.health'),
      cell: ({ status }) => <Told troubles={status?.troubles} />,
    },
    {
      key: 'free',
      title: t('console.boxes.free'),
      look: 'number',
      cell: ({ status }) => shown(status?.box?.freeBytes, bytes),
    },
    {
      key: 'written',
      title: t('console.boxes.written'),
      look: 'number',
      cell: ({ status }) => shown(status?.box?.bytesPerDay, bytes),
    },
    {
      key: 'card',
      title: t('console.boxes.card'),
      look: 'number',
      cell: ({ status }) => shown(status?.box?.cardUsedPercent, (used) => percent(used * 100)),
    },
  ]
}

function Told({ troubles }: { readonly troubles: Troubles | undefined }): JSX.Element {
  if (troubles === undefined) return <Mark tone="quiet">{t('console.feeds.unknown')}</Mark>
  if (troubles.length === 0) return <Mark tone="good">{t('console.boxes.sound')}</Mark>
  return (
    <ul class="devices">
      {troubles.map(({ code, values, words, remedy }) => (
        <li key={code}>
          <Two
            first={
              <Mark tone={code === 'disk-sales' ? 'danger' : 'warn'}>
                {said(`trouble.${code}`, { values, words })}
              </Mark>
            }
            second={said(`trouble.${code}.fix`, { values, words: remedy })}
          />
        </li>
      ))}
    </ul>
  )
}

/** In the hub's own words where its program is newer than ours. */
function said(key: string, { values, words }: Pick<Troubles[number], 'values' | 'words'>): string {
  return isTextKey(key) ? t(key, values) : words
}

function shown(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value)
}
