import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { PromotionInput, PromotionView } from '#shared/contracts/promotion-input.ts'
import { useAction } from '../action.ts'
import { call } from '../api.ts'
import { ConditionsFields } from '../forms/conditions-fields.tsx'
import { errorsIn, errorsOf, type FieldErrors, noErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { goTo } from '../route.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckField, ChoiceField, TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
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
  const [draft, setDraft] = useState(atFirst)
  const [errors, setErrors] = useState<FieldErrors>(noErrors)
  const [isSaved, setSaved] = useState(false)
  const action = useAction()
  const all = new Map([...errors, ...errorsIn(action.problem)])
  const change = (part: Partial<PromotionInput>): void => {
    setSaved(false)
    setDraft((before) => ({ ...before, ...part }))
  }

  async function save(): Promise<void> {
    const judged = PromotionInput.safeParse(draft)
    setErrors(judged.success ? noErrors : errorsOf(judged.error))
    if (!judged.success) return
    await action.run(async () => {
      const companyId = company.peek()?.id
      const saved = await call({
        method: id === null ? 'POST' : 'PUT',
        path: id === null ? '/promotions' : `/promotions/${id}`,
        json: id === null ? { ...judged.data, companyId } : judged.data,
        answer: PromotionView,
      })
      setSaved(true)
      if (id === null) goTo({ page: 'promotions', path: [saved.id] }, { replace: true })
    })
  }
  const { exclusivity } = draft
  return (
    <form
      class="stack"
      data-name="promotion"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <section class="card section">
        <h2>{t('console.promotion')}</h2>
        <div class="part-list">
          <div class="form-grid">
            <TextField
              label={t('console.name')}
              name="name"
              value={draft.name}
              maxLength={200}
              error={all.get('name')}
              onChange={(name) => change({ name })}
            />
            <TextField
              label={t('console.programme.code')}
              name="code"
              value={draft.code}
              maxLength={40}
              hint={t('console.promotion.code.hint')}
              error={all.get('code')}
              onChange={(code) => change({ code: code.toUpperCase() })}
            />
            <ChoiceField
              label={t('console.promotion.trigger')}
              name="trigger"
              value={draft.trigger}
              options={(['automatic', 'coupon'] as const).map((value) => ({
                value,
                text: t(`console.promotions.${value}`),
              }))}
              onChange={(value) => change({ trigger: value === 'coupon' ? value : 'automatic' })}
            />
            <NumberField
              label={t('console.promotion.priority')}
              name="priority"
              value={draft.priority}
              hint={t('console.promotion.priority.hint')}
              error={all.get('priority')}
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
                error={all.get('exclusivity.group')}
                onChange={(group) => change({ exclusivity: { kind: 'best-of-group', group } })}
              />
            )}
          </div>
          <CheckField
            label={t('console.promotion.on')}
            name="active"
            value={draft.active}
            onChange={(active) => change({ active })}
          />
          {draft.trigger === 'coupon' && (
            <>
              <CheckField
                label={t('console.promotion.sold-only')}
                name="soldOnly"
                value={draft.soldOnly}
                onChange={(soldOnly) => change({ soldOnly })}
              />
              <CheckField
                label={t('console.promotion.issuing-store')}
                name="issuingStoreOnly"
                value={draft.issuingStoreOnly}
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
            value={draft.reward}
            trigger={draft.trigger}
            errors={all}
            onChange={(reward) => change({ reward })}
          />
          <LimitsFields
            value={draft.limits}
            errors={all}
            onChange={(limits) => change({ limits })}
          />
          <ConditionsFields
            path="conditions"
            value={draft.conditions}
            errors={all}
            onChange={(conditions) => change({ conditions })}
          />
        </div>
      </section>
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
