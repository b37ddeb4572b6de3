import type { JSX } from 'preact'
import { reasonWords, type TextKey, t } from '../texts.ts'
import { printByReceipt } from './prints.ts'

interface PrintStateProps {
  readonly receiptId: string
  readonly known: { readonly state: string; readonly reason: string } | null
}

/** Where the paper is: on its way, waiting for paper, printed, or not sure. */
export function PrintState({ receiptId, known }: PrintStateProps): JSX.Element | null {
  const print = printByReceipt.value.get(receiptId) ?? known
  if (print === null) return null
  const state = states.find((one) => one === print.state)
  const words = state === undefined ? print.state : t(`till.print.${state}` satisfies TextKey)
  return (
    <p
      class={`notice ${tones[state ?? 'unknown']} print-state`}
      role="status"
      data-name="print-state"
    >
      <strong>{words}</strong>
      {print.reason !== '' && <span>{reasonWords(print.reason)}</span>}
    </p>
  )
}

const states = ['queued', 'accepted', 'printing', 'waiting', 'done', 'failed', 'unknown'] as const

const tones = {
  queued: '',
  accepted: '',
  printing: '',
  waiting: 'warn',
  done: 'good',
  failed: 'danger',
  unknown: 'warn',
} as const satisfies Record<(typeof states)[number], string>
