import { createHash } from 'node:crypto'
import type { HoldRefusal, HoldRequest } from '#shared/contracts/lease.ts'
import { answerHold, type HoldAsked } from '#shared/value/cloud/hold-answer.ts'
import { leaseEnd } from '#shared/value/cloud/lease-policy.ts'
import type { HotDatabase } from '../db/hot.ts'
import { appendCommand, lastAppliedSeq } from '../journal/hq-log.ts'
import type { ValueCommandOf } from './command.ts'
import { runCommand } from './commands.ts'
import { openLedger } from './ledger-store.ts'
import { grantMessage, lineOf, postMessages } from './messages.ts'
import { readProgrammes } from './programmes.ts'
import { mayPromise } from './recovery-store.ts'

export interface HoldAnswered {
  /** Null: the grant is in the hub's stream. */
  readonly refusal: HoldRefusal | null
  readonly hubs: readonly number[]
}

/**
 * A hub asks for a hold while a customer waits (spine B1.1): a lease with the receipt as its
 * purpose, given through the numbered stream. What other stores keep is asked back where it would
 * make the next request good.
 */
export function answerHoldRequest(
  hot: HotDatabase,
  hub: { readonly hubId: number; readonly companyId: number },
  request: HoldRequest,
  at: number,
): HoldAnswered {
  const refuse = (reason: HoldRefusal['reason'], free = 0): HoldRefusal => ({
    requestId: request.requestId,
    reason,
    free: Math.max(0, free),
  })
  const line = lineOf(hot, hub.hubId)
  const named = readProgrammes(hot).of(request.account)
  const isOurs = (named?.programme.companyId ?? hub.companyId) === hub.companyId
  if (line === undefined || named === undefined || !isOurs) {
    return { refusal: refuse('no-account'), hubs: [] }
  }
  const { epoch } = line
  const asked: HoldAsked = {
    request,
    hub: hub.hubId,
    epoch,
    session: line.session ?? '',
    ingested: { epoch, seq: Number(hot.prepare(headSql).get(hub.hubId, epoch)?.[0] ?? 0) },
    recovering: !mayPromise(hot),
    leaseId: leaseIdOf(request.requestId),
    ...leaseEnd('hold', at),
    at,
  }
  const entry = { appliedSeq: lastAppliedSeq(hot) + 1, at, origin: null }
  const ledger = openLedger(hot, entry)
  const answer = answerHold(ledger, asked)
  switch (answer.outcome) {
    case 'repeated':
      return { refusal: null, hubs: [hub.hubId] }
    case 'granted': {
      appendCommand(hot, { at, by: `hub ${hub.hubId}`, ...grantOf(asked) })
      const message = grantMessage(ledger, asked.leaseId, request.requestId)
      if (message !== undefined) postMessages(hot, [message])
      ledger.announce()
      return { refusal: null, hubs: [hub.hubId] }
    }
    case 'refused': {
      const given = { at, by: `hub ${hub.hubId}` }
      const hubs = answer.recall.flatMap(
        (lease) => runCommand(hot, { kind: 'recall', lease }, given).hubs,
      )
      return { refusal: refuse(answer.reason, answer.free), hubs }
    }
  }
}

/** The command that grants the same again in a rebuild. */
function grantOf({ request, leaseId, hub, epoch, endsAt, lotsEndingFrom }: HoldAsked) {
  const { account, amount, receiptId, requestId } = request
  const body: Omit<ValueCommandOf<'grant'>, 'kind'> = {
    id: leaseId,
    hub,
    epoch,
    account,
    amount,
    receiptId,
    requestId,
    endsAt,
    lotsEndingFrom,
  }
  return { kind: 'grant', body }
}

/** The same for the same request, so that one that comes twice is granted once. */
function leaseIdOf(requestId: string): string {
  if (requestId.length <= 75) return `hold:${requestId}`
  return `hold:${createHash('sha256').update(requestId).digest('hex')}`
}

const headSql = 'SELECT seq FROM hub_head WHERE hub_id = ? AND epoch = ?'
