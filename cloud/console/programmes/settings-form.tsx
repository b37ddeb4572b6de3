import type { JSX } from 'preact'
import { PointsSettings } from '#shared/contracts/points-programme.ts'
import { call } from '../api.ts'
import { useDraft } from '../forms/draft.ts'
import { DraftForm } from '../forms/draft-form.tsx'
import { OptionalPart } from '../forms/optional-part.tsx'
import { t } from '../texts.ts'
import { ChoiceField, TextField } from '../ui/fields.tsx'
import { EarningFields } from './earning-fields.tsx'
import { PayingFields } from './paying-fields.tsx'
import { Programme } from './programmes.ts'
import { WorthFields } from './worth-fields.tsx'

const authorities = ['own', 'partner'] as const

/** All that HQ sets of a programme of points; the contract judges it before the cloud does. */
export function SettingsForm({ programme }: { readonly programme: Programme }): JSX.Element {
  const path = `/programmes/${programme.code}`
  const draft = useDraft({
    schema: PointsSettings,
    atFirst: programme.settings ?? PointsSettings.parse({}),
    send: async (json) => {
      await call({ method: 'PATCH', path, json, answer: Programme })
    },
  })
  const { now, errors, change } = draft
  return (
    <DraftForm name="settings" draft={draft}>
      <section class="card section">
        <h2>{t('console.programme.rules')}</h2>
        <div class="part-list">
          <div class="form-grid">
            <ChoiceField
              label={t('console.programme.authority')}
              name="authority"
              value={now.authority}
              options={authorities.map((value) => ({
                value,
                text: t(`console.programme.authority.${value}`),
              }))}
              onChange={(value) => change({ authority: value === 'partner' ? 'partner' : 'own' })}
            />
            <TextField
              label={t('console.programme.partner-id')}
              name="partnerId"
              value={now.partnerId ?? ''}
              maxLength={60}
              error={errors.get('partnerId')}
              onChange={(text) => change({ partnerId: text === '' ? null : text })}
            />
          </div>
          <OptionalPart
            label={t('console.programme.book-worth')}
            name="bookWorth"
            on={now.bookWorth !== null}
            onToggle={(on) => change({ bookWorth: on ? { points: 1, amount: 100 } : null })}
          >
            {now.bookWorth !== null && (
              <WorthFields
                path="bookWorth"
                value={now.bookWorth}
                errors={errors}
                onChange={(bookWorth) => change({ bookWorth })}
              />
            )}
          </OptionalPart>
        </div>
      </section>
      <EarningFields
        value={now.earning}
        errors={errors}
        onChange={(earning) => change({ earning })}
      />
      <PayingFields value={now.paying} errors={errors} onChange={(paying) => change({ paying })} />
    </DraftForm>
  )
}
