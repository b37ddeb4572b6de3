import type { PushConflict } from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Head } from '#shared/journal/record.ts'

export function pushConflict(
  reason: PushConflict['reason'],
  head: Pick<Head, 'seq' | 'hash'>,
  words: string,
): Failure {
  const extra: PushConflict = { reason, expectedSeq: head.seq + 1, hash: head.hash }
  return new Failure('conflict', words, { extra })
}

export function sessionConflict(hubId: number, head: Pick<Head, 'seq' | 'hash'>): Failure {
  const words = `This session of hub ${hubId} is not open: another was opened since, or none. Shake hands at POST /v1/journal/handshake, then send again.`
  return pushConflict('session', head, words)
}
