import type { JSX } from 'preact'
import { here } from '../clock.ts'
import { t } from '../texts.ts'
import { Sheet } from '../ui/sheet.tsx'
import { sending } from '../writes.ts'

/** Shown while the hub owes an answer: the same write goes out again and again, nothing else may. */
export function Unanswered(): JSX.Element | null {
  const write = sending.value
  if (write === null || write.tries === 0) return null
  const seconds = Math.max(0, Math.round((here.value - write.since) / 1000))
  return (
    <Sheet title={t('till.unanswered')} look="unanswered">
      <div class="notice warn" role="alert" data-name="unanswered">
        <strong>{t(`till.unanswered.${write.kind}`)}</strong>
        <span>{t('till.unanswered.how')}</span>
      </div>
      <p class="hint" aria-live="off">
        {t('till.unanswered.tries', { tries: write.tries, seconds })}
      </p>
    </Sheet>
  )
}
