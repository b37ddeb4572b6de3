import type { JSX } from 'preact'

export interface Figure {
  readonly key: string
  readonly label: string
  readonly value: string
}

interface FiguresProps {
  readonly figures: readonly Figure[]
  readonly look?: string
}

/** A few big numbers of one size: as large as lets the longest stand in its card. */
export function Figures({ figures, look }: FiguresProps): JSX.Element {
  const chars = Math.max(...figures.map(({ value }) => value.length))
  return (
    <dl class={`figures ${look ?? ''}`} style={{ '--chars': String(chars) }}>
      {figures.map(({ key, label, value }) => (
        <div key={key} class="card" data-figure={key}>
          <dt>{label}</dt>
          <dd class="figure">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
