import type { JSX } from 'preact'
import { troubleWords } from '../notices.ts'
import { hubLostSince, status } from '../session.ts'
import './troubles.css'

/** Under the status bar for as long as something is wrong with the hub's box: what, and the remedy. */
export function Troubles(): JSX.Element | null {
  const troubles = hubLostSince.value === null ? (status.value?.troubles ?? []) : []
  if (troubles.length === 0) return null
  return (
    <ul class="troubles" role="status" data-name="troubles">
      {troubles.map((trouble) => {
        const { detail, fix } = troubleWords(trouble)
        return (
          <li key={trouble.code} data-name={trouble.code}>
            <strong>{detail}</strong> <span>{fix}</span>
          </li>
        )
      })}
    </ul>
  )
}
