import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps {
  readonly label: string
  readonly name: string
  readonly hint?: string | undefined
  /** What is wrong with it, in words. */
  readonly error?: string | undefined
}

interface ValueProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

export function TextField(
  props: ValueProps & { readonly figures?: boolean; readonly maxLength?: number },
): JSX.Element {
  return (
    <Field {...props}>
      {(id, described) => (
        <input
          id={id}
          class="input"
          value={props.value}
          inputMode={props.figures === true ? 'numeric' : 'text'}
          maxLength={props.maxLength ?? 60}
          autocomplete="off"
          spellcheck={false}
          data-name={props.name}
          aria-invalid={props.error === undefined ? undefined : 'true'}
          aria-describedby={described}
          onInput={(event) => props.onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

export function Choice(
  props: ValueProps & { readonly options: readonly (readonly [string, string])[] },
): JSX.Element {
  return (
    <Field {...props}>
      {(id, described) => (
        <select
          id={id}
          class="input"
          value={props.value}
          data-name={props.name}
          aria-invalid={props.error === undefined ? undefined : 'true'}
          aria-describedby={described}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        >
          {props.options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function Tick(props: {
  readonly label: string
  readonly name: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}): JSX.Element {
  return (
    <label class="tick">
      <input
        type="checkbox"
        data-name={props.name}
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  )
}

function Field(
  props: FieldProps & {
    readonly children: (id: string, described: string | undefined) => ComponentChildren
  },
): JSX.Element {
  const id = useId()
  const { label, hint, error } = props
  const described = error === undefined && hint === undefined ? undefined : `${id}-more`
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {props.children(id, described)}
      {described !== undefined && (
        <span class={error === undefined ? 'hint' : 'hint wrong'} id={described}>
          {error ?? hint}
        </span>
      )}
    </div>
  )
}
