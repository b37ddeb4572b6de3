import type { HoldAnswer } from '#shared/value/cloud/hold-answer.ts'
import type { RefundAnswer } from '#shared/value/cloud/refund-grants.ts'
import type { HoldLine } from '../../messages.ts'
import type { Command } from '../books.ts'
import { type CloudSite, historyOf, mayPromise, runIn } from './cloud-site.ts'
import type { Promises } from './promises.ts'
import type { Recalls } from './recalls.ts'
import type { Stream } from './stream.ts'

/** Answers hubs that ask while a customer waits: for a hold, or for the right to refund. */
export interface HoldDesk {
  hear(said: HoldLine): void
}

type Request = Extract<HoldLine, { kind: 'request' }>
type RefundRequest = Extract<HoldLine, { kind: 'refund-request' }>

export function createHoldDesk(
  site: CloudSite,
  parts: { readonly stream: Stream; readonly recalls: Recalls; readonly promises: Promises },
): HoldDesk {
  const { world, clock } = site
  const { network, rules, reach } = world
  const { stream, recalls, promises } = parts

  function hold(said: Request): void {
    const { hub, request } = said
    const lease = rules.holdLeaseId(request.requestId)
    const answer = runIn(site, holdCommand(said, lease)) as HoldAnswer
    switch (answer.outcome) {
      case 'granted':
        reach('cloud: grants a hold')
        promises.send(hub, lease, request.requestId)
        return
      case 'repeated':
        stream.flush(hub)
        return
      case 'refused':
        refuse(said, answer)
    }
  }

  function holdCommand({ hub, request }: Request, leaseId: string): Command {
    const past = historyOf(site, hub)
    const { epoch } = past
    const session = past.branch(epoch)?.session
    const at = clock.now()
    const known = { session: session?.heard === true ? session.id : '', ingested: past.head() }
    const recovering = !mayPromise(site)
    const ends = rules.leaseEnd('hold', at)
    const command = { request, hub, epoch, ...known, recovering, leaseId, ...ends, at }
    return { verb: 'answerHold', command }
  }

  function refuse(
    { request, box }: Request,
    { reason, free, recall }: Extract<HoldAnswer, { outcome: 'refused' }>,
  ): void {
    reach(`cloud: refuses a hold (${reason})`)
    const refusal = { requestId: request.requestId, reason, free: Math.max(0, free) }
    network.send(site.address, box, 'hold', { kind: 'refusal', refusal })
    if (recalls.leases(recall) > 0) reach('cloud: recalls for a hold')
  }

  /** What is granted; null = nothing, and the hub must do without. */
  function refund({ hub, session, id, receiptId, amount }: RefundRequest): number | null {
    const past = historyOf(site, hub)
    if (past.branch(past.epoch)?.session?.id !== session || !mayPromise(site)) return null
    const promised = { epoch: past.epoch, at: clock.now() }
    const command = { id, receiptId, hub, amount, promised }
    const answer = runIn(site, { verb: 'grantRefund', command }) as RefundAnswer
    if (answer.outcome !== 'refused') {
      reach('cloud: grants a refund')
      return amount
    }
    reach(`cloud: refuses a refund (${answer.reason})`)
    if (answer.recall) {
      const seller = site.data.books.ledger.refundRight(receiptId)?.hub ?? hub
      stream.post(seller, { kind: 'refund-recall', receiptId })
    }
    return null
  }

  return {
    hear(said) {
      if (said.kind === 'request') hold(said)
      if (said.kind !== 'refund-request') return
      const granted = refund(said)
      const { box, id } = said
      network.send(site.address, box, 'hold', { kind: 'refund-answer', id, granted })
    },
  }
}
