import type { JSX } from 'preact'
import type { DeviceFault } from '#shared/contracts/till.ts'
import { hubLostSince, status } from '../session.ts'
import { reasonWords, t } from '../texts.ts'
import './troubles.css'

/** Under the status bar: which of this till's devices do not work, why, and how to do without. */
export function DeviceFaults(): JSX.Element | null {
  const faults = hubLostSince.value === null ? (status.value?.deviceFaults ?? []) : []
  if (faults.length === 0) return null
  return (
    <ul class="troubles" role="status" data-name="device-faults">
      {together(faults).map(({ names, words, fix }) => (
        <li key={names}>
          <strong>
            {names}: {words}
          </strong>
          <span>{fix}</span>
        </li>
      ))}
    </ul>
  )
}

/** A gateway that is away takes all of its devices with it: they are one line. */
function together(faults: readonly DeviceFault[]) {
  const byWords = new Map<string, DeviceFault[]>()
  for (const fault of faults) {
    const words = reasonWords(fault.reason)
    byWords.set(words, [...(byWords.get(words) ?? []), fault])
  }
  return [...byWords].map(([words, same]) => {
    const [kind, ...others] = new Set(same.map((fault) => fault.kind))
    const isOne = kind !== undefined && others.length === 0
    const fix = t(isOne ? `till.device.${kind}` : 'till.device.several')
    return { names: same.map(({ name }) => name).join(', '), words, fix }
  })
}
