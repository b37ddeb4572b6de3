import type { ComponentChildren, JSX } from 'preact'

interface ButtonProps {
  readonly children: ComponentChildren
  readonly onPress: () => unknown
  /** The key that does the same, shown on the button. */
  readonly hint?: string | undefined
  readonly look?: string
  readonly disabled?: boolean
  readonly title?: string | undefined
  readonly pressed?: boolean
  readonly autoFocus?: boolean
  readonly name?: string
}

export function Button(props: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={`button ${props.look ?? ''}`}
      disabled={props.disabled ?? false}
      title={props.title}
      aria-pressed={props.pressed}
      aria-keyshortcuts={props.hint}
      data-autofocus={props.autoFocus === true ? '' : undefined}
      data-name={props.name}
      onClick={() => void props.onPress()}
    >
      {props.hint !== undefined && <kbd aria-hidden="true">{props.hint}</kbd>}
      <span>{props.children}</span>
    </button>
  )
}
