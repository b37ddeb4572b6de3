import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useId } from 'preact/hooks'

interface TextFieldProps {
  readonly label: string
  readonly value: Signal<string>
  readonly hint?: string | undefined
  readonly invalid?: boolean
  readonly look?: string
  readonly autoFocus?: boolean
  readonly inputMode?: 'text' | 'decimal' | 'numeric' | 'tel'
  readonly maxLength?: number
  readonly name?: string
  readonly placeholder?: string
  readonly onEnter?: () => unknown
}

export function TextField(props: TextFieldProps): JSX.Element {
  const id = useId()
  return (
    <div class="field">
      <label class="label" for={id}>
        {props.label}
      </label>
      <input
        id={id}
        class={`input ${props.look ?? ''}`}
        value={props.value.value}
        inputMode={props.inputMode ?? 'text'}
        maxLength={props.maxLength ?? 100}
        autocomplete="off"
        spellcheck={false}
        placeholder={props.placeholder}
        aria-invalid={props.invalid === true ? 'true' : undefined}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        data-autofocus={props.autoFocus === true ? '' : undefined}
        data-name={props.name}
        onInput={(event) => {
          props.value.value = event.currentTarget.value
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || props.onEnter === undefined) return
          event.preventDefault()
          void props.onEnter()
        }}
      />
      {props.hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
    </div>
  )
}
