import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { CouponSettings } from '#shared/contracts/coupon-programme.ts'
import { sign } from '../format.ts'
import { NumberField } from '../forms/number-field.tsx'
import { SaveFoot } from '../forms/save-foot.tsx'
import { useSettings } from '../forms/settings.ts'
import type { Programme } from '../programmes/programmes.ts'
import { CouponPromotion } from '../promotions/reward-fields.tsx'
import { t } from '../texts.ts'
import { TextField } from '../ui/fields.tsx'
import { ValidityFields } from './validity-fields.tsx'

const atFirst: CouponSettings = {
  promotionId: Number.NaN,
  faceValue: null,
  validity: null,
  printedName: '',
}

/** What a coupon of this programme gives, and for how long. */
export function CouponForm({ programme }: { readonly programme: Programme }): JSX.Element {
  const [draft, setDraft] = useState(programme.coupon ?? atFirst)
  const settings = useSettings(CouponSettings, programme, 'coupon')
  const { errors } = settings
  const change = (part: Partial<CouponSettings>): void => {
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
        <h2>{t('console.coupon.gives')}</h2>
        <div class="part-list">
          <div class="form-grid">
            <CouponPromotion
              id={draft.promotionId}
              error={errors.get('promotionId')}
              onPick={(promotionId) => change({ promotionId })}
            />
            <NumberField
              label={`${t('console.coupon.face-value')}, ${sign()}`}
              name="faceValue"
              decimals={2}
              value={draft.faceValue ?? Number.NaN}
              hint={t('console.coupon.face-value.hint')}
              error={errors.get('faceValue')}
              onChange={(value) => change({ faceValue: Number.isNaN(value) ? null : value })}
            />
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
        </div>
      </section>
      <SaveFoot settings={settings} onSave={() => settings.save(draft)} />
    </form>
  )
}
