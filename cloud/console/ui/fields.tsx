import type { JSX, TargetedInputEvent } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'

interface FieldProps {
  readonly label: string
  readonly name: string
  readonly look?: string
}

interface TextProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  readonly hint?: string
  /** The field that `/` goes to. */
  readonly search?: boolean
  /** For what others must not read from the screen. */
  readonly masked?: boolean
  readonly maxLength?: number
  /** What is wrong with it, in words. */
  readonly error?: string | undefined
  /** `figures` brings the keys of numbers up on a phone. */
  readonly figures?: boolean
  readonly autoFocus?: boolean
}

const pauseMs = 250

/** Says its value after a pause in typing, at once at Enter; follows a value changed elsewhere. */
export function SearchField(props: TextProps): JSX.Element {
  const [typed, setTyped] = useState(props.value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setTyped(props.value), [props.value])
  useEffect(() => () => clearTimeout(timer.current), [])

  function say(value: string): void {
    clearTimeout(timer.current)
    if (value.trim() !== props.value) props.onChange(value.trim())
  }
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault()
        say(typed)
      }}
    >
      <TextField
        {...props}
        value={typed}
        onChange={(value) => {
          setTyped(value)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => say(value), pauseMs)
        }}
      />
    </form>
  )
}

export function TextField(props: TextProps): JSX.Element {
  const id = useId()
  const attributes = {
    id,
    class: 'input',
    value: props.value,
    maxLength: props.maxLength ?? 100,
    autocomplete: 'off',
    spellcheck: false,
    placeholder: props.placeholder,
    'aria-invalid': props.error === undefined ? undefined : ('true' as const),
    'aria-describedby': describedBy(id, props),
    'data-name': props.name,
    'data-autofocus': props.autoFocus === true ? '' : undefined,
    inputMode: props.figures === true ? ('decimal' as const) : undefined,
    'data-search': props.search === true ? '' : undefined,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) =>
      props.onChange(event.currentTarget.value),
  } as const
  return (
    <div class={`field ${props.look ?? ''}`}>
      <label class="label" for={id}>
        {props.label}
      </label>
      {props.masked === true ? (
        <input type="password" {...attributes} />
      ) : (
        <input type="text" {...attributes} />
      )}
      {props.hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      {props.error !== undefined && (
        <span class="field-error" id={`${id}-error`} data-error={props.name}>
          {props.error}
        </span>
      )}
    </div>
  )
}

function describedBy(id: string, { hint, error }: TextProps): string | undefined {
  const ids = [hint === undefined ? [] : `${id}-hint`, error === undefined ? [] : `${id}-error`]
  return ids.flat().join(' ') || undefined
}

interface CheckProps extends FieldProps {
  readonly value: boolean
  readonly onChange: (value: boolean) => void
}

export function CheckField(props: CheckProps): JSX.Element {
  const id = useId()
  return (
    <div class={`check ${props.look ?? ''}`}>
      <input
        id={id}
        type="checkbox"
        checked={props.value}
        data-name={props.name}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <label for={id}>{props.label}</label>
    </div>
  )
}

interface DayProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly min?: string
  readonly max?: string
}

export function DayField(props: DayProps): JSX.Element {
  const id = useId()
  return (
    <div class={`field ${props.look ?? ''}`}>
      <label class="label" for={id}>
        {props.label}
      </label>
      <input
        id={id}
        class="input day"
        type="date"
        value={props.value}
        min={props.min}
        max={props.max}
        data-name={props.name}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
    </div>
  )
}

interface ChoiceProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly { readonly value: string; readonly text: string }[]
}

export function ChoiceField(props: ChoiceProps): JSX.Element {
  const id = useId()
  return (
    <div class={`field ${props.look ?? ''}`}>
      <label class="label" for={id}>
        {props.label}
      </label>
      <select
        id={id}
        class="input"
        value={props.value}
        data-name={props.name}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map(({ value, text }) => (
          <option key={value} value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
