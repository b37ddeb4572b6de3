import type { SimRecord } from '../../messages.ts'
import { hashRecord } from '../hash-record.ts'
import type { BoxSite } from './box-site.ts'
import type { CloudLine } from './cloud-line.ts'
import type { Draft } from './drafts.ts'
import type { Process } from './process.ts'
import type { Projections } from './projections.ts'

/** Decides inside the writer's transaction; what it answers is journaled in that order. */
export type Job = () => readonly Draft[]

/** The one writer of the journal: jobs that come during a transaction share the next one. */
export interface JournalWriter {
  enqueue(job: Job): void
  isCommitting(): boolean
  isIdle(): boolean
  start(): void
}

interface Written {
  readonly draft: Draft
  readonly record: SimRecord
}

export function createJournalWriter(
  { world, id, disk, random }: BoxSite,
  parts: { readonly process: Process; readonly projections: Projections; readonly line: CloudLine },
): JournalWriter {
  const { rules, oracle } = world
  const { process, projections, line } = parts
  let queue: Job[] = []
  let committing = false

  function begin(): void {
    committing = true
    process.later(1, transact)
  }

  function transact(): void {
    const jobs = queue
    queue = []
    const written: Written[] = []
    for (const job of jobs) {
      for (const draft of job()) {
        const record = rules.nextRecord(disk.identity.hub, projections.head(), draft, hashRecord)
        disk.journal.append(record)
        projections.take(record)
        written.push({ draft, record })
      }
    }
    process.later(random.between(1, 12), () => commit(written))
  }

  /** Nobody hears of a record before it is durable. */
  function commit(written: readonly Written[]): void {
    disk.journal.sync()
    const [first] = written
    if (first !== undefined) world.checkChain(disk.journal, first.record.seq - 1)
    for (const { draft, record } of written) {
      oracle.journaled(id, record.body.envelope)
      world.checkCovered(record.body.envelope)
      draft.onDurable?.(record)
    }
    committing = false
    if (queue.length > 0) begin()
    line.push()
  }

  return {
    enqueue(job) {
      queue.push(job)
      if (!committing) begin()
    },
    isCommitting: () => committing,
    isIdle: () => !committing && queue.length === 0,
    start() {
      queue = []
      committing = false
    },
  }
}
