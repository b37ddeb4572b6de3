import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { toTyped, typedNumber } from '../typed-number.ts'
import { TextField } from '../ui/fields.tsx'

export interface NumberFieldProps {
  readonly label: string
  readonly name: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly look?: string
  /** Money and percents are typed with two decimals, sent without. */
  readonly decimals?: number
  /** NaN = nothing, or nothing that is a number. */
  readonly value: number
  readonly onChange: (value: number) => void
}

/** Keeps what was typed; says the number that it means. */
export function NumberField(props: NumberFieldProps): JSX.Element {
  const { value, decimals = 0, onChange } = props
  const [typed, setTyped] = useState(textOf(value, decimals))
  useEffect(() => {
    const meant = typedNumber(typed, decimals) ?? Number.NaN
    if (!Object.is(meant, value)) setTyped(textOf(value, decimals))
  }, [value])
  return (
    <TextField
      label={props.label}
      name={props.name}
      value={typed}
      figures
      look={props.look ?? ''}
      {...(props.hint !== undefined && { hint: props.hint })}
      error={props.error}
      onChange={(text) => {
        setTyped(text)
        onChange(typedNumber(text, decimals) ?? Number.NaN)
      }}
    />
  )
}

function textOf(value: number, decimals: number): string {
  return Number.isNaN(value) ? '' : toTyped(value, decimals)
}
