import { blockedBy, createStatusDecoder, decodeRealTime } from '../printer/status.ts'
import type { Finding } from './question.ts'

/** `DLE EOT 1…4`: answered at once by receipt printers, and obeyed by nothing. */
export const askStatus = Uint8Array.of(16, 4, 1, 16, 4, 2, 16, 4, 3, 16, 4, 4)

/** At a wrong speed there is noise: of a right answer all is an answer. */
export function readStatus(heard: Uint8Array): Finding | null {
  const values = valuesIn(heard)
  const [printer, cause, error, paper] = values ?? []
  if (printer === undefined || cause === undefined) return null
  // Some clones answer only the first two.
  const sensors = decodeRealTime([printer, cause, error ?? 0x12, paper ?? 0x12])
  return { found: 'receipt-printer', reason: blockedBy(sensors) }
}

/** On a network there is no noise: the fourth answer is the last. */
export function hasAllStatus(heard: Uint8Array): boolean {
  return valuesIn(heard)?.length === 4
}

function valuesIn(heard: Uint8Array): readonly number[] | null {
  const answers = createStatusDecoder()(heard)
  const values = answers.flatMap((one) => (one.kind === 'real-time' ? [one.value] : []))
  const isAll = values.length === heard.filter((byte) => byte !== 0x11 && byte !== 0x13).length
  return isAll && values.length === answers.length ? values : null
}
