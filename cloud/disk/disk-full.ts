/** A disk that was full all the same: the transaction is undone, and nothing of it was answered. */
export function isDiskFull(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined
  return code === 'SQLITE_FULL' || code === 'ENOSPC' || error.message.includes('disk is full')
}
