import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { SyncError } from './feed-client.ts'
import { holdFolder } from './hold-folder.ts'
import { type FromChild, ToChild } from './messages.ts'
import { createSynchroniser } from './synchronise.ts'

/**
 * The process that syncs: the official client blocks whoever calls it, for minutes if a peer falls
 * silent, so the hub may kill this one at any moment. It ends only by SIGKILL: a clean exit would
 * checkpoint the replica's log under the reader and make its frame numbers wrong.
 */
const PROGRESS_EVERY_MS = 250

const synchroniser = createSynchroniser()
let progressAt = 0
let heldFolder: string | undefined
const lines = createInterface({ input: process.stdin })
// The hub is gone: what is half done would only be in the way of its next process.
lines.once('close', () => process.kill(process.pid, 'SIGKILL'))
for await (const line of lines) {
  try {
    const order = ToChild.parse(JSON.parse(line))
    if (heldFolder !== order.dir) await holdFolder(order.dir)
    heldFolder = order.dir
    await synchroniser.run(order, report)
  } catch (error) {
    const fault = error instanceof SyncError ? error.fault : 'broken'
    report({
      kind: 'failed',
      fault,
      message: error instanceof Error ? error.message : String(error),
    })
  }
}

function report(message: FromChild): void {
  if (message.kind === 'progress') {
    const now = performance.now()
    if (now - progressAt < PROGRESS_EVERY_MS) return
    progressAt = now
  }
  writeSync(1, `${JSON.stringify(message)}\n`)
}
