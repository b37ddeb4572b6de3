import { createWeighingDecoder } from '../scale/mettler-8217.ts'
import type { Finding } from './question.ts'

export function readWeight(heard: Uint8Array): Finding | null {
  const isWeight = createWeighingDecoder()
    .push(heard)
    .some(({ kind }) => kind !== 'noise')
  return isWeight ? { found: 'scale', reason: '', protocol: 'mettler-8217' } : null
}
