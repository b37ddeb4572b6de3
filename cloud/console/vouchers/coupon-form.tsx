import type { JSX } from 'preact'
import { CouponSettings } from '#shared/contracts/coupon-programme.ts'
import { call } from '../api.ts'
import { sign } from '../format.ts'
import { useDraft } from '../forms/draft.ts'
import { DraftForm } from '../forms/draft-form.tsx'
import { NumberField } from '../forms/number-field.tsx'
import { Programme } from '../programmes/programmes.ts'
import { CouponPromotion } from '../promotions/reward-fields.tsx'
import { t } from '../texts.ts'
import { PrintedFields } from './printed-fields.tsx'

const atFirst: CouponSettings = {
  promotionId: Number.NaN,
  faceValue: null,
  validity: null,
  printedName: '',
}

/** What a coupon of this programme gives, and for how long. */
export function CouponForm({ programme }: { readonly programme: Programme }): JSX.Element {
  const path = `/programmes/${programme.code}`
  const draft = useDraft({
    schema: CouponSettings,
    atFirst: programme.coupon ?? atFirst,
    within: 'coupon.',
    send: async (coupon) => {
      await call({ method: 'PATCH', path, json: { coupon }, answer: Programme })
    },
  })
  const { now, errors, change } = draft
  return (
    <DraftForm name="coupon-settings" draft={draft}>
      <section class="card section">
        <h2>{t('console.coupon.gives')}</h2>
        <div class="part-list">
          <div class="form-grid">
            <CouponPromotion
              id={now.promotionId}
              error={errors.get('promotionId')}
              onPick={(promotionId) => change({ promotionId })}
            />
            <NumberField
              label={`${t('console.coupon.face-value')}, ${sign()}`}
              name="faceValue"
              decimals={2}
              value={now.faceValue ?? Number.NaN}
              hint={t('console.coupon.face-value.hint')}
              error={errors.get('faceValue')}
              onChange={(value) => change({ faceValue: Number.isNaN(value) ? null : value })}
            />
            <PrintedFields value={now} errors={errors} onChange={change} />
          </div>
        </div>
      </section>
    </DraftForm>
  )
}
