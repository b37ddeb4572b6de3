import type { JSX } from 'preact'
import { money } from '../format.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'

interface PriceChangedProps {
  readonly before: number
  readonly after: number
  readonly onAccept: () => void
  readonly onBack: () => void
}

/** The catalogue moved between quote and sale: nobody pays a total that nobody saw. */
export function PriceChanged({ before, after, onAccept, onBack }: PriceChangedProps): JSX.Element {
  return (
    <Sheet
      title={t('till.price-changed')}
      onClose={onBack}
      keys={{ Enter: onAccept }}
      foot={
        <Button hint="Enter" look="big primary" autoFocus onPress={onAccept}>
          {t('till.price-changed.accept')}
        </Button>
      }
    >
      <p>{t('till.price-changed.why')}</p>
      <dl class="before-after">
        <div>
          <dt>{t('till.price-changed.before')}</dt>
          <dd class="figure">{money(before)}</dd>
        </div>
        <div class="after">
          <dt>{t('till.price-changed.after')}</dt>
          <dd class="figure">{money(after)}</dd>
        </div>
      </dl>
    </Sheet>
  )
}
