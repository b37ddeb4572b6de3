import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { PointsSettings } from '#shared/contracts/points-programme.ts'
import { useAction } from '../action.ts'
import { call } from '../api.ts'
import { errorsIn, errorsOf, type FieldErrors, noErrors } from '../forms/errors.ts'
import { OptionalPart } from '../forms/optional-part.tsx'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField, TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { EarningFields } from './earning-fields.tsx'
import { PayingFields } from './paying-fields.tsx'
import { Programme } from './programmes.ts'
import { WorthFields } from './worth-fields.tsx'

const authorities = ['own', 'partner'] as const

/** All that HQ sets of a programme of points; the contract judges it before the cloud does. */
export function SettingsForm({ programme }: { readonly programme: Programme }): JSX.Element {
  const [draft, setDraft] = useState<PointsSettings>(programme.settings ?? PointsSettings.parse({}))
  const [errors, setErrors] = useState<FieldErrors>(noErrors)
  const [isSaved, setSaved] = useState(false)
  const action = useAction()
  const all = new Map([...errors, ...errorsIn(action.problem)])
  const change = (part: Partial<PointsSettings>): void => {
    setSaved(false)
    setDraft((before) => ({ ...before, ...part }))
  }

  async function save(): Promise<void> {
    const judged = PointsSettings.safeParse(draft)
    setErrors(judged.success ? noErrors : errorsOf(judged.error))
    if (!judged.success) return
    await action.run(async () => {
      const path = `/programmes/${programme.code}`
      await call({ method: 'PATCH', path, json: judged.data, answer: Programme })
      setSaved(true)
    })
  }
  return (
    <form
      class="stack"
      data-name="settings"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <section class="card section">
        <h2>{t('console.programme.rules')}</h2>
        <div class="part-list">
          <div class="form-grid">
            <ChoiceField
              label={t('console.programme.authority')}
              name="authority"
              value={draft.authority}
              options={authorities.map((value) => ({
                value,
                text: t(`console.programme.authority.${value}`),
              }))}
              onChange={(value) => change({ authority: value === 'partner' ? 'partner' : 'own' })}
            />
            <TextField
              label={t('console.programme.partner-id')}
              name="partnerId"
              value={draft.partnerId ?? ''}
              maxLength={60}
              error={all.get('partnerId')}
              onChange={(text) => change({ partnerId: text === '' ? null : text })}
            />
          </div>
          <OptionalPart
            label={t('console.programme.book-worth')}
            name="bookWorth"
            on={draft.bookWorth !== null}
            onToggle={(on) => change({ bookWorth: on ? { points: 1, amount: 100 } : null })}
          >
            {draft.bookWorth !== null && (
              <WorthFields
                path="bookWorth"
                value={draft.bookWorth}
                errors={all}
                onChange={(bookWorth) => change({ bookWorth })}
              />
            )}
          </OptionalPart>
        </div>
      </section>
      <EarningFields
        value={draft.earning}
        errors={all}
        onChange={(earning) => change({ earning })}
      />
      <PayingFields value={draft.paying} errors={all} onChange={(paying) => change({ paying })} />
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
