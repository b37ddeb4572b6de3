import type { Job, Statement } from './job.ts'

/** So many jobs share a transaction at most, and so many bytes (spine A1). */
export const MAX_BATCH_JOBS = 256
export const MAX_BATCH_BYTES = 1024 * 1024

/** How many of the waiting jobs go into the next transaction; a larger one goes alone. */
export function batchSize(waiting: readonly { readonly job: Job }[]): number {
  let bytes = 0
  let count = 0
  for (const { job } of waiting) {
    bytes += bytesOf(job)
    if (count > 0 && (count >= MAX_BATCH_JOBS || bytes > MAX_BATCH_BYTES)) break
    count += 1
  }
  return count
}

/** Of its row beside the text, or of a job that is all columns. */
const ROW_BYTES = 200

function bytesOf(job: Job): number {
  if (job.kind === 'execute') return ROW_BYTES + bytesOfAll(job.statements)
  if (job.kind !== 'append') return ROW_BYTES
  const body = Buffer.byteLength(job.bodyHead) + Buffer.byteLength(job.bodyTail)
  return ROW_BYTES + body + bytesOfAll(job.alongside)
}

function bytesOfAll(statements: readonly Statement[]): number {
  let bytes = 0
  for (const { args } of statements)
    for (const arg of args) bytes += typeof arg === 'string' ? Buffer.byteLength(arg) : 8
  return bytes
}
