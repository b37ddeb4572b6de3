import type { ComponentChildren, JSX } from 'preact'

export interface Fact {
  readonly key: string
  readonly label: string
  readonly value: ComponentChildren
}

/** What a thing is, name by name. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): JSX.Element {
  return (
    <dl class="facts">
      {facts.map(({ key, label, value }) => (
        <div key={key} data-fact={key}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
