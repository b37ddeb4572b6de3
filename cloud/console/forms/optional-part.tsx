import type { ComponentChildren, JSX } from 'preact'
import { CheckField } from '../ui/fields.tsx'

interface OptionalPartProps {
  readonly label: string
  readonly name: string
  readonly on: boolean
  readonly onToggle: (on: boolean) => void
  readonly children: ComponentChildren
}

/** Fields that are there only while their box is ticked. */
export function OptionalPart(props: OptionalPartProps): JSX.Element {
  return (
    <div class="part" role="group" aria-label={props.label}>
      <CheckField
        label={props.label}
        name={props.name}
        value={props.on}
        onChange={props.onToggle}
      />
      {props.on && <div class="form-grid">{props.children}</div>}
    </div>
  )
}
