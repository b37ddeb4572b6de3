import type { JSX } from 'preact'
import { money } from '../format.ts'

interface AmountRowProps {
  readonly label: string
  readonly minor: number
  readonly look?: string
}

export function AmountRow({ label, minor, look }: AmountRowProps): JSX.Element {
  return (
    <div class={`amount-row ${look ?? ''}`}>
      <dt>{label}</dt>
      <dd class="figure">{money(minor)}</dd>
    </div>
  )
}
