import type { JSX } from 'preact'
import { notice } from '../notices.ts'

/** What happened last, in a dialog that covers the place where it stands otherwise. */
export function Said(): JSX.Element | null {
  const said = notice.value
  if (said === null) return null
  return (
    <p class={`notice ${said.tone}`} role="status">
      <strong>{said.title}</strong>
      {said.detail !== '' && <span>{said.detail}</span>}
    </p>
  )
}
