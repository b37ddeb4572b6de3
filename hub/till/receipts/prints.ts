import { signal } from '@preact/signals'
import { onLive } from '../live.ts'

interface Print {
  readonly state: string
  readonly reason: string
}
const kept = 50

/** Newest print state by receipt id, as the hub tells it live. */
export const printByReceipt = signal<ReadonlyMap<string, Print>>(new Map())

onLive((event) => {
  if (event.kind !== 'print' || event.receiptId === null) return
  const entries = [...printByReceipt.value].filter(([id]) => id !== event.receiptId)
  entries.push([event.receiptId, { state: event.state, reason: event.reason }])
  printByReceipt.value = new Map(entries.slice(-kept))
})
