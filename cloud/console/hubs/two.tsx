import type { JSX } from 'preact'

interface TwoProps {
  readonly first: JSX.Element | string
  readonly second: JSX.Element | string
}

/** A cell of two lines. */
export function Two({ first, second }: TwoProps): JSX.Element {
  return (
    <span class="two">
      <span>{first}</span>
      <span class="code-note">{second}</span>
    </span>
  )
}
