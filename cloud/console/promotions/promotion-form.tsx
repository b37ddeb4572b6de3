import type { JSX } from 'preact'
import { PromotionInput, PromotionView } from '#shared/contracts/promotion-input.ts'
import { call } from '../api.ts'
import { ConditionsFields } from '../forms/conditions-fields.tsx'
import { useDraft } from '../forms/draft.ts'
import { DraftForm } from '../forms/draft-form.tsx'
import { NumberField } from '../forms/number-field.tsx'
import { goTo } from '../route.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { CheckField, ChoiceField, TextField } from '../ui/fields.tsx'
import { LimitsFields } from './limits-fields.tsx'
import { RewardFields } from './reward-fields.tsx'

export const newPromotion: PromotionInput = {
  code: '',
  name: '',
  trigger: 'automatic',
  priority: 0,
  exclusivity: { kind: 'stack' },
  conditions: {},
  limits: {},
  reward: { kind: 'percent', rate: 1000, on: 'lines' },
  soldOnly: false,
  issuingStoreOnly: false,
  active: true,
}

interface PromotionFormProps {
  readonly id: number | null
  readonly atFirst: PromotionInput
}

const exclusivities = ['stack', 'best-of-group', 'alone-on-lines', 'alone-on-order'] as const

export function PromotionForm({ id, atFirst }: PromotionFormProps): JSX.Element {
  const draft = useDraft({
    schema: PromotionInput,
    atFirst,
    send: async (judged) => {
      const companyId = company.peek()?.id
      const saved = await call({
        method: id === null ? 'POST' : 'PUT',
        path: id === null ? '/promotions' : `/promotions/${id}`,
        json: id === null ? { ...judged, companyId } : judged,
        answer: PromotionView,
      })
      if (id === null) goTo({ page: 'promotions', path: [saved.id] }, { replace: true })
    },
  })
  const { now, errors, change } = draft
  const { exclusivity } = now
  return (
    <DraftForm name="promotion" draft={draft}>
      <section class="card section">
        <h2>{t('console.promotion')}</h2>
        <div class="part-list">
          <div class="form-grid">
            <TextField
              label={t('console.name')}
              name="name"
              value={now.name}
              maxLength={200}
              error={errors.get('name')}
              onChange={(name) => change({ name })}
            />
            <TextField
              label={t('console.programme.code')}
              name="code"
              value={now.code}
              maxLength={40}
              hint={t('console.promotion.code.hint')}
              error={errors.get('code')}
              onChange={(code) => change({ code: code.toUpperCase() })}
            />
            <ChoiceField
              label={t('console.promotion.trigger')}
              name="trigger"
              value={now.trigger}
              options={(['automatic', 'coupon'] as const).map((value) => ({
                value,
                text: t(`console.promotions.${value}`),
              }))}
              onChange={(value) => change({ trigger: value === 'coupon' ? value : 'automatic' })}
            />
            <NumberField
              label={t('console.promotion.priority')}
              name="priority"
              value={now.priority}
              hint={t('console.promotion.priority.hint')}
              error={errors.get('priority')}
              onChange={(priority) => change({ priority })}
            />
            <ChoiceField
              label={t('console.promotion.exclusivity')}
              name="exclusivity"
              value={exclusivity.kind}
              options={exclusivities.map((value) => ({
                value,
                text: t(`console.promotion.exclusivity.${value}`),
              }))}
              onChange={(text) => {
                const kind = exclusivities.find((each) => each === text) ?? 'stack'
                change({
                  exclusivity: kind === 'best-of-group' ? { kind, group: '' } : { kind },
                })
              }}
            />
            {exclusivity.kind === 'best-of-group' && (
              <TextField
                label={t('console.promotion.group')}
                name="exclusivity.group"
                value={exclusivity.group}
                error={errors.get('exclusivity.group')}
                onChange={(group) => change({ exclusivity: { kind: 'best-of-group', group } })}
              />
            )}
          </div>
          <CheckField
            label={t('console.promotion.on')}
            name="active"
            value={now.active}
            onChange={(active) => change({ active })}
          />
          {now.trigger === 'coupon' && (
            <>
              <CheckField
                label={t('console.promotion.sold-only')}
                name="soldOnly"
                value={now.soldOnly}
                onChange={(soldOnly) => change({ soldOnly })}
              />
              <CheckField
                label={t('console.promotion.issuing-store')}
                name="issuingStoreOnly"
                value={now.issuingStoreOnly}
                onChange={(issuingStoreOnly) => change({ issuingStoreOnly })}
              />
            </>
          )}
        </div>
      </section>
      <section class="card section">
        <h2>{t('console.promotion.reward')}</h2>
        <div class="part-list">
          <RewardFields
            value={now.reward}
            trigger={now.trigger}
            errors={errors}
            onChange={(reward) => change({ reward })}
          />
          <LimitsFields
            value={now.limits}
            errors={errors}
            onChange={(limits) => change({ limits })}
          />
          <ConditionsFields
            path="conditions"
            value={now.conditions}
            errors={errors}
            onChange={(conditions) => change({ conditions })}
          />
        </div>
      </section>
    </DraftForm>
  )
}
