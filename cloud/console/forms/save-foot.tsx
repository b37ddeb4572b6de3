import type { JSX } from 'preact'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import type { Settings } from './settings.ts'

interface SaveFootProps {
  readonly settings: Pick<Settings<never>, 'action' | 'isSaved' | 'errors'>
  readonly onSave: () => Promise<void>
}

/** Stays in sight under a long form. */
export function SaveFoot({ settings, onSave }: SaveFootProps): JSX.Element {
  const { action, isSaved, errors } = settings
  return (
    <div class="form-foot">
      <Button look="primary" name="save" disabled={action.busy} onPress={onSave}>
        {t('console.form.save')}
      </Button>
      <span role="status">
        {isSaved && <span class="good">{t('console.form.saved')}</span>}
        {errors.size > 0 && <span class="field-error">{t('console.form.check')}</span>}
      </span>
      <ProblemBox problem={action.problem} />
    </div>
  )
}
