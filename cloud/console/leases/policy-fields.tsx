import type { JSX } from 'preact'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'

interface PolicyFieldsProps<Name extends string> {
  readonly names: readonly Name[]
  readonly values: Readonly<Record<Name, number>>
  /** Before the name in what is sent, e.g. `refund.`. */
  readonly within?: string
  readonly errors: FieldErrors
  readonly labelOf: (name: Name) => string
  /** What the figure means, and in which unit. */
  readonly hintOf: (name: Name, units: number) => string
  readonly onChange: (values: Readonly<Record<Name, number>>) => void
}

/** Figures typed as money, with what they are in points beside them. */
export function PolicyFields<Name extends string>(props: PolicyFieldsProps<Name>): JSX.Element {
  const { names, values, within = '', errors, labelOf, hintOf, onChange } = props
  return (
    <>
      {names.map((name) => (
        <NumberField
          key={name}
          label={labelOf(name)}
          name={`${within}${name}`}
          decimals={2}
          value={values[name]}
          hint={hintOf(name, values[name])}
          error={errors.get(`${within}${name}`)}
          onChange={(units) => onChange({ ...values, [name]: units })}
        />
      ))}
    </>
  )
}
