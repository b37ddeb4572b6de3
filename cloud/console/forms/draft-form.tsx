import type { ComponentChildren, JSX } from 'preact'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import type { Draft } from './draft.ts'

interface DraftFormProps {
  readonly name: string
  readonly draft: Pick<Draft<never>, 'action' | 'isSaved' | 'errors' | 'save'>
  readonly children: ComponentChildren
}

/** Its foot stays in sight under a long form. */
export function DraftForm({ name, draft, children }: DraftFormProps): JSX.Element {
  const { action, isSaved, errors, save } = draft
  return (
    <form
      class="stack"
      data-name={name}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {children}
      <div class="form-foot">
        <Button look="primary" name="save" disabled={action.busy} onPress={save}>
          {t('console.form.save')}
        </Button>
        <span role="status">
          {isSaved && <span class="good">{t('console.form.saved')}</span>}
          {errors.size > 0 && <span class="field-error">{t('console.form.check')}</span>}
        </span>
        <ProblemBox problem={action.problem} />
      </div>
    </form>
  )
}
