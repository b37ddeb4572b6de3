import type { JSX } from 'preact'
import { count } from '../format.ts'
import type { Pages } from '../pages.ts'
import { t } from '../texts.ts'
import { Button } from './button.tsx'

/** How many are shown, and the way to the next ones. */
export function More<T>({ list }: { readonly list: Pages<T> }): JSX.Element {
  const { items, more, busy } = list
  return (
    <div class="more">
      <span class="hint" role="status">
        {items === null || items.length === 0
          ? ''
          : t(more === undefined ? 'console.shown.all' : 'console.shown', {
              n: count(items.length),
            })}
      </span>
      {more !== undefined && (
        <Button onPress={more} disabled={busy} name="more">
          {t('console.more')}
        </Button>
      )}
    </div>
  )
}
