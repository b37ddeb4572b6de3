import type { JSX } from 'preact'
import type { Reward } from '#shared/contracts/promotion.ts'
import { sign } from '../format.ts'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { ProductPicker, useProductNames } from '../forms/product-picker.tsx'
import { t } from '../texts.ts'
import { ChoiceField } from '../ui/fields.tsx'
import { BundleFields } from './bundle-fields.tsx'
import { useCouponPromotions } from './promotions.ts'

interface RewardFieldsProps {
  readonly value: Reward
  readonly trigger: 'automatic' | 'coupon'
  readonly errors: FieldErrors
  readonly onChange: (value: Reward) => void
}

const kinds = [
  'percent',
  'fixed',
  'cheapest',
  'bundle',
  'free-product',
  'next-order-coupon',
  'gift-line',
] as const

/** What a promotion gives; each kind has its own few fields. */
export function RewardFields(props: RewardFieldsProps): JSX.Element {
  const { value, trigger, onChange } = props
  const possible = kinds.filter((kind) => kind !== 'gift-line' || trigger === 'coupon')
  return (
    <>
      <div class="form-grid">
        <ChoiceField
          label={t('console.promotion.reward')}
          name="reward.kind"
          value={value.kind}
          options={possible.map((kind) => ({ value: kind, text: t(`console.reward.${kind}`) }))}
          onChange={(text) => onChange(atFirst(kinds.find((kind) => kind === text) ?? 'percent'))}
        />
        <KindFields {...props} />
      </div>
      {value.kind === 'bundle' && (
        <BundleFields value={value} errors={props.errors} onChange={onChange} />
      )}
    </>
  )
}

function KindFields({ value, errors, onChange }: RewardFieldsProps): JSX.Element | null {
  const number = (field: string, label: string, current: number, decimals: number) => (
    <NumberField
      label={label}
      name={`reward.${field}`}
      decimals={decimals}
      value={current}
      error={errors.get(`reward.${field}`)}
      onChange={(next) => onChange({ ...value, [field]: next })}
    />
  )
  const pieces = t('console.reward.pieces')
  switch (value.kind) {
    case 'percent':
      return (
        <>
          {number('rate', t('console.reward.rate'), value.rate, 2)}
          <ChoiceField
            label={t('console.reward.on')}
            name="reward.on"
            value={value.on}
            options={(['lines', 'order'] as const).map((on) => ({
              value: on,
              text: t(`console.reward.on.${on}`),
            }))}
            onChange={(on) => onChange({ ...value, on: on === 'order' ? on : 'lines' })}
          />
        </>
      )
    case 'fixed': {
      const places = ['piece', 'lines', 'order'] as const
      return (
        <>
          {number('amount', `${t('console.amount')}, ${sign()}`, value.amount, 2)}
          <ChoiceField
            label={t('console.reward.on')}
            name="reward.on"
            value={value.on}
            options={places.map((on) => ({ value: on, text: t(`console.reward.on.${on}`) }))}
            onChange={(text) =>
              onChange({ ...value, on: places.find((on) => on === text) ?? value.on })
            }
          />
        </>
      )
    }
    case 'cheapest':
      return (
        <>
          {number('pieces', t('console.reward.cheapest.pieces'), value.pieces, 0)}
          <NumberField
            label={t('console.reward.cheapest.of')}
            name="reward.of"
            value={value.of ?? Number.NaN}
            hint={t('console.reward.cheapest.of.hint')}
            error={errors.get('reward.of')}
            onChange={(of) => onChange({ ...value, of: Number.isNaN(of) ? null : of })}
          />
          {number('rate', t('console.reward.rate'), value.rate, 2)}
        </>
      )
    case 'bundle':
      return number('price', `${t('console.reward.bundle.price')}, ${sign()}`, value.price, 2)
    case 'free-product':
      return (
        <>
          <OneProduct
            field="productId"
            id={value.productId}
            error={errors.get('reward.productId')}
            onPick={(productId) => onChange({ ...value, productId })}
          />
          {number('pieces', pieces, value.pieces, 0)}
        </>
      )
    case 'next-order-coupon':
      return (
        <>
          <CouponPromotion
            id={value.promotionId}
            error={errors.get('reward.promotionId')}
            onPick={(promotionId) => onChange({ ...value, promotionId })}
          />
          {number('count', t('console.reward.coupons'), value.count, 0)}
        </>
      )
    case 'gift-line':
      return (
        <OneProduct
          field="giftLineProductId"
          id={value.giftLineProductId}
          error={errors.get('reward.giftLineProductId')}
          onPick={(giftLineProductId) => onChange({ ...value, giftLineProductId })}
        />
      )
  }
}

interface OneProductProps {
  readonly field: string
  readonly id: number
  readonly error: string | undefined
  readonly onPick: (id: number) => void
}

function OneProduct({ field, id, error, onPick }: OneProductProps): JSX.Element {
  const nameOf = useProductNames(Number.isNaN(id) ? [] : [id])
  const chosen = Number.isNaN(id) ? '' : `: ${nameOf(id)}`
  return (
    <div>
      <ProductPicker
        label={`${t(`console.reward.product.${field === 'productId' ? 'free' : 'gift'}`)}${chosen}`}
        name={`reward.${field}`}
        onPick={(product) => onPick(product.id)}
      />
      {error !== undefined && (
        <span class="field-error" data-error={`reward.${field}`}>
          {error}
        </span>
      )}
    </div>
  )
}

interface CouponPromotionProps {
  readonly id: number
  readonly error: string | undefined
  readonly onPick: (id: number) => void
}

export function CouponPromotion({ id, error, onPick }: CouponPromotionProps): JSX.Element {
  const { data } = useCouponPromotions()
  return (
    <div>
      <ChoiceField
        label={t('console.coupon.promotion')}
        name="promotionId"
        value={Number.isNaN(id) ? '' : String(id)}
        options={[
          { value: '', text: t('console.form.choose') },
          ...(data ?? []).map((one) => ({
            value: String(one.id),
            text: `${one.code} · ${one.name}`,
          })),
        ]}
        onChange={(text) => onPick(text === '' ? Number.NaN : Number(text))}
      />
      {error !== undefined && (
        <span class="field-error" data-error="promotionId">
          {error}
        </span>
      )}
    </div>
  )
}

function atFirst(kind: Reward['kind']): Reward {
  switch (kind) {
    case 'percent':
      return { kind, rate: 1000, on: 'lines' }
    case 'fixed':
      return { kind, amount: Number.NaN, on: 'lines' }
    case 'cheapest':
      return { kind, of: 3, pieces: 1, rate: 10_000 }
    case 'bundle':
      return { kind, sets: [{ pieces: 1 }], price: Number.NaN }
    case 'free-product':
      return { kind, productId: Number.NaN, pieces: 1 }
    case 'next-order-coupon':
      return { kind, promotionId: Number.NaN, count: 1 }
    case 'gift-line':
      return { kind, giftLineProductId: Number.NaN }
  }
}
