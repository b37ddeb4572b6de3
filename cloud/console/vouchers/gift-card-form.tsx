import type { JSX } from 'preact'
import { GiftCardSettings } from '#shared/contracts/gift-card-programme.ts'
import { call } from '../api.ts'
import { sign } from '../format.ts'
import { useDraft } from '../forms/draft.ts'
import { DraftForm } from '../forms/draft-form.tsx'
import { NumberField } from '../forms/number-field.tsx'
import { Programme } from '../programmes/programmes.ts'
import { t } from '../texts.ts'
import { CheckField } from '../ui/fields.tsx'
import { PrintedFields } from './printed-fields.tsx'

const loads = ['minimumLoad', 'maximumLoad'] as const

/** How a kind of gift card is loaded, and for how long its money is good. */
export function GiftCardForm({ programme }: { readonly programme: Programme }): JSX.Element {
  const path = `/programmes/${programme.code}`
  const draft = useDraft({
    schema: GiftCardSettings,
    atFirst: programme.giftCard ?? GiftCardSettings.parse({}),
    within: 'giftCard.',
    send: async (giftCard) => {
      await call({ method: 'PATCH', path, json: { giftCard }, answer: Programme })
    },
  })
  const { now, errors, change } = draft
  return (
    <DraftForm name="gift-card-settings" draft={draft}>
      <section class="card section">
        <h2>{t('console.gift-card.loads')}</h2>
        <div class="part-list">
          <div class="form-grid">
            {loads.map((load) => (
              <NumberField
                key={load}
                label={`${t(`console.gift-card.${load}`)}, ${sign()}`}
                name={load}
                decimals={2}
                value={now[load] ?? Number.NaN}
                hint={t('console.promotion.limit.none')}
                error={errors.get(load)}
                onChange={(value) => change({ [load]: Number.isNaN(value) ? null : value })}
              />
            ))}
            <PrintedFields value={now} errors={errors} onChange={change} />
          </div>
          <CheckField
            label={t('console.gift-card.reloadable')}
            name="reloadable"
            value={now.reloadable}
            onChange={(reloadable) => change({ reloadable })}
          />
        </div>
      </section>
    </DraftForm>
  )
}
