import type { ComponentChildren, JSX } from 'preact'

interface ButtonProps {
  readonly children: ComponentChildren
  readonly onPress: () => unknown
  readonly look?: string
  readonly disabled?: boolean
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
      aria-pressed={props.pressed}
      data-autofocus={props.autoFocus === true ? '' : undefined}
      data-name={props.name}
      onClick={() => void props.onPress()}
    >
      {props.children}
    </button>
  )
}
