import { type EventDraft, envelopeOf } from '#shared/value/hub/event-draft.ts'
import { createIds } from '../ids.ts'
import { keepPin } from '../pin/store.ts'
import {
  type CloseLeasesJob,
  decideClosings,
  decideMessage,
  type LeaseTerms,
  type ReceiveJob,
} from '../value/lease-jobs.ts'
import { appendEvent } from './append-event.ts'
import { appendJob } from './append-job.ts'
import type { ClosedResult, ReceiveResult, Transaction, WriterState } from './job.ts'

interface Step<Result> {
  readonly result: Result
  readonly state: WriterState
}

/** Nothing is decided about the wallet between the decision and its event (spine B1.4). */
export function receive(job: ReceiveJob, state: WriterState, tx: Transaction): Step<ReceiveResult> {
  const received = decideMessage(tx.projection.wallet, inPresentEpoch(job, state))
  const result = { outcome: 'received', received } as const
  if (received.outcome !== 'taken') return { result, state }
  const next = appendDraft(received.draft, job.terms, state, tx)
  const { body } = job.message
  if (body.kind === 'grant' && body.pin !== undefined) {
    tx.run(keepPin({ account: body.account, ...body.pin }))
  }
  return { result, state: next }
}

export function closeLeases(
  job: CloseLeasesJob,
  state: WriterState,
  tx: Transaction,
): Step<ClosedResult> {
  const drafts = decideClosings(tx.projection.wallet, job)
  let next = state
  for (const draft of drafts) next = appendDraft(draft, job.terms, next, tx)
  return { result: { outcome: 'closed', leases: drafts.length }, state: next }
}

const newId = createIds(() => Date.now())

/** An epoch was opened while the message waited: its session is over. */
function inPresentEpoch(job: ReceiveJob, { identity }: WriterState): ReceiveJob {
  return job.session?.epoch === identity?.epoch ? job : { ...job, session: null }
}

function appendDraft(
  draft: EventDraft,
  { made }: LeaseTerms,
  state: WriterState,
  tx: Transaction,
): WriterState {
  const envelope = envelopeOf(draft, { ...made, id: newId() })
  const job = appendJob({ envelope, payload: draft.payload, requestHash: '' })
  const result = appendEvent(job, state, tx)
  if (result.outcome !== 'saved') throw new Error(`${draft.type} was ${result.outcome}`)
  return { ...state, head: result.position }
}
