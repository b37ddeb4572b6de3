import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { GiftCardSettings } from '#shared/contracts/gift-card-programme.ts'
import { sign } from '../format.ts'
import { NumberField } from '../forms/number-field.tsx'
import { SaveFoot } from '../forms/save-foot.tsx'
import { useSettings } from '../forms/settings.ts'
import type { Programme } from '../programmes/programmes.ts'
import { t } from '../texts.ts'
import { CheckField, TextField } from '../ui/fields.tsx'
import { ValidityFields } from './validity-fields.tsx'

const loads = ['minimumLoad', 'maximumLoad'] as const

/** How a kind of gift card is loaded, and for how long its money is good. */
export function GiftCardForm({ programme }: { readonly programme: Programme }): JSX.Element {
  const [draft, setDraft] = useState(programme.giftCard ?? GiftCardSettings.parse({}))
  const settings = useSettings(GiftCardSettings, programme, 'giftCard')
  const { errors } = settings
  const change = (part: Partial<GiftCardSettings>): void => {
    settings.touch()
    setDraft((before) => ({ ...before, ...part }))
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void settings.save(draft)
      }}
    >
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
                value={draft[load] ?? Number.NaN}
                hint={t('console.promotion.limit.none')}
                error={errors.get(load)}
                onChange={(value) => change({ [load]: Number.isNaN(value) ? null : value })}
              />
            ))}
            <TextField
              label={t('console.voucher.printed')}
              name="printedName"
              value={draft.printedName}
              hint={t('console.voucher.printed.hint')}
              error={errors.get('printedName')}
              onChange={(printedName) => change({ printedName })}
            />
            <ValidityFields
              value={draft.validity}
              errors={errors}
              onChange={(validity) => change({ validity })}
            />
          </div>
          <CheckField
            label={t('console.gift-card.reloadable')}
            name="reloadable"
            value={draft.reloadable}
            onChange={(reloadable) => change({ reloadable })}
          />
        </div>
      </section>
      <SaveFoot settings={settings} onSave={() => settings.save(draft)} />
    </form>
  )
}
