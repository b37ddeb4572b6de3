import type { JSX } from 'preact'
import type { Conditions } from '#shared/contracts/conditions.ts'
import { stores } from '../session.ts'
import { t } from '../texts.ts'
import { ChoiceField, TextField } from '../ui/fields.tsx'
import { Chips } from './chips.tsx'
import type { FieldErrors } from './errors.ts'
import { GoodsFields } from './goods-fields.tsx'
import { NumberField } from './number-field.tsx'
import { OptionalPart } from './optional-part.tsx'
import { TimeFields } from './time-fields.tsx'
import { without } from './without.ts'

export interface ConditionsProps {
  readonly value: Conditions
  readonly onChange: (value: Conditions) => void
  readonly errors: FieldErrors
  /** Where they stand in what is sent, e.g. `earning.conditions`. */
  readonly path: string
}

/** For what, where, when and for whom a rule holds; nothing set restricts nothing. */
export function ConditionsFields(props: ConditionsProps): JSX.Element {
  const { value, onChange, errors, path } = props
  const isSet = Object.keys(value).length > 0
  return (
    <details class="conditions" open={isSet} data-name={`${path}`}>
      <summary>{t(isSet ? 'console.conditions' : 'console.conditions.none')}</summary>
      <div class="part-list">
        <GoodsFields {...props} />
        <StoresPart {...props} />
        <MemberPart {...props} />
        <TimeFields {...props} />
        <OptionalPart
          label={t('console.conditions.minimum-amount')}
          name={`${path}.minimumAmount`}
          on={value.minimumAmount !== undefined}
          onToggle={(on) =>
            onChange(
              on
                ? { ...value, minimumAmount: { amount: Number.NaN, vat: 'included' } }
                : without(value, 'minimumAmount'),
            )
          }
        >
          {value.minimumAmount !== undefined && (
            <>
              <NumberField
                label={t('console.amount')}
                name={`${path}.minimumAmount.amount`}
                decimals={2}
                value={value.minimumAmount.amount}
                error={errors.get(`${path}.minimumAmount.amount`)}
                onChange={(amount) =>
                  onChange({
                    ...value,
                    minimumAmount: { vat: value.minimumAmount?.vat ?? 'included', amount },
                  })
                }
              />
              <ChoiceField
                label={t('console.conditions.vat')}
                name={`${path}.minimumAmount.vat`}
                value={value.minimumAmount.vat}
                options={(['included', 'excluded'] as const).map((vat) => ({
                  value: vat,
                  text: t(`console.conditions.vat.${vat}`),
                }))}
                onChange={(vat) =>
                  onChange({
                    ...value,
                    minimumAmount: {
                      amount: value.minimumAmount?.amount ?? Number.NaN,
                      vat: vat === 'excluded' ? 'excluded' : 'included',
                    },
                  })
                }
              />
            </>
          )}
        </OptionalPart>
        <OptionalPart
          label={t('console.conditions.minimum-quantity')}
          name={`${path}.minimumQuantity`}
          on={value.minimumQuantity !== undefined}
          onToggle={(on) =>
            onChange(
              on ? { ...value, minimumQuantity: Number.NaN } : without(value, 'minimumQuantity'),
            )
          }
        >
          {value.minimumQuantity !== undefined && (
            <NumberField
              label={t('console.sales.quantity')}
              name={`${path}.minimumQuantity.value`}
              decimals={3}
              value={value.minimumQuantity}
              error={errors.get(`${path}.minimumQuantity`)}
              onChange={(minimumQuantity) => onChange({ ...value, minimumQuantity })}
            />
          )}
        </OptionalPart>
      </div>
    </details>
  )
}

function StoresPart({ value, onChange, path }: ConditionsProps): JSX.Element {
  const chosen = value.stores ?? []
  const left = stores.value.filter(({ id }) => !chosen.includes(id))
  const set = (ids: readonly number[]): void =>
    onChange(ids.length === 0 ? without(value, 'stores') : { ...value, stores: [...ids] })
  return (
    <div class="part">
      <ChoiceField
        label={t('console.conditions.stores')}
        name={`${path}.stores`}
        look="search"
        value=""
        options={[
          {
            value: '',
            text: t(chosen.length === 0 ? 'console.store.all' : 'console.form.add'),
          },
          ...left.map(({ id, code, name }) => ({ value: String(id), text: `${code} · ${name}` })),
        ]}
        onChange={(id) => id !== '' && set([...chosen, Number(id)])}
      />
      <Chips
        name={`${path}.stores.chosen`}
        items={chosen.map((id) => {
          const store = stores.value.find((each) => each.id === id)
          return { key: id, text: store === undefined ? `#${id}` : `${store.code} · ${store.name}` }
        })}
        onRemove={(key) => set(chosen.filter((id) => id !== key))}
      />
    </div>
  )
}

const lists = ['levels', 'groups', 'programmes'] as const

function MemberPart({ value, onChange, errors, path }: ConditionsProps): JSX.Element {
  const { member } = value
  return (
    <OptionalPart
      label={t('console.conditions.member')}
      name={`${path}.member`}
      on={member !== undefined}
      onToggle={(on) => onChange(on ? { ...value, member: {} } : without(value, 'member'))}
    >
      {lists.map((list) => (
        <TextField
          key={list}
          label={t(`console.conditions.member.${list}`)}
          name={`${path}.member.${list}`}
          value={(member?.[list] ?? []).join(', ')}
          hint={t('console.form.commas')}
          error={errors.get(`${path}.member.${list}`)}
          onChange={(text) => {
            const codes = text.split(/,\s*/).filter((code) => code !== '')
            // A comma that was just typed waits for what follows.
            const kept = text.endsWith(',') || text.endsWith(', ') ? [...codes, ''] : codes
            onChange({
              ...value,
              member:
                codes.length === 0 ? without(member ?? {}, list) : { ...member, [list]: kept },
            })
          }}
        />
      ))}
    </OptionalPart>
  )
}
