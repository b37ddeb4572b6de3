import type { Logger } from 'pino'
import type { HubToCloud } from '#shared/contracts/sync.ts'
import type { Groups } from '../db/groups.ts'
import type { GroupDatabase } from '../db/open.ts'
import type { HubStream, StreamHub } from '../hubs/hub-stream.ts'
import { checkPinOfHold } from '../pins/check-hold.ts'
import { hearTries } from '../pins/hear-tries.ts'
import { holdersOf, openLeasePins } from '../pins/lease-pins.ts'
import { askedBalances } from './asked-balances.ts'
import { answerHoldRequest } from './hold-desk.ts'
import { ackMessages, lineOf, waitingMessages } from './messages.ts'
import { saveOfflineTries } from './offline-tries.ts'
import { answerRefundRequest } from './refund-desk.ts'
import { claimVoucher, keepClaims } from './voucher-claims.ts'

/** Delivers the numbered streams, and answers hubs that ask while a customer waits. */
export interface HubLines {
  /** After the commit that put something into their streams. Those that are away get it later. */
  readonly deliver: (group: GroupDatabase, hubs: Iterable<number>) => void
  /** Says all again that is not acknowledged: what was lost on the way comes again. */
  repeat(group: GroupDatabase, hubs: Iterable<number>): void
  /** A member's PIN changed: hubs that hold leases of the member's are told, the others need not. */
  pinChanged(group: GroupDatabase, memberId: number): void
}

export interface HubLinesDeps {
  readonly groups: Groups
  readonly hubStream: HubStream
  readonly clock: () => number
  readonly log: Logger
}

/** Messages on the way to one hub at once. */
const windowSize = 20
const sayAgainMs = 30_000

type Said = Exclude<HubToCloud, { kind: 'status' }>

export function createHubLines({ groups, hubStream, clock, log }: HubLinesDeps): HubLines {
  /** Up to which number the hub was told in this session. */
  const told = new Map<string, { session: string; upTo: number; at: number }>()
  const keyOf = (group: string, hub: number) => `${group}/${hub}`

  function deliverOne(group: GroupDatabase, hub: number): void {
    const address = { group: group.group, hubId: hub }
    if (!hubStream.healthOf(address).online) return
    const hot = group.readHot()
    const line = lineOf(hot, hub)
    // Nothing is promised in a session that the hub has not spoken in (spine B1.3).
    if (line === undefined || line.session === null) return
    const { incarnation, epoch, session } = line
    const key = keyOf(group.group, hub)
    const before = told.get(key)
    // What a hub did not answer for a while was lost on its way, or the hub could not take it then.
    const isFresh = before?.session === session && clock() - before.at < sayAgainMs
    let upTo = isFresh ? before.upTo : 0
    const pins = openLeasePins(hot, { hubId: hub, at: clock() })
    for (const { n, body } of waitingMessages(hot, hub, { after: 0, limit: windowSize })) {
      if (n <= upTo) continue
      const pin = body.kind === 'grant' ? pins.of(body.account) : undefined
      const sealed = pin === undefined || body.kind !== 'grant' ? body : { ...body, pin }
      const message = { incarnation, epoch, session, n, body: sealed }
      if (!hubStream.send(address, { kind: 'message', message })) return
      upTo = n
      told.set(key, { session, upTo, at: clock() })
    }
  }

  function deliver(group: GroupDatabase, hubs: Iterable<number>): void {
    for (const hub of new Set(hubs)) deliverOne(group, hub)
  }

  function repeat(group: GroupDatabase, hubs: Iterable<number>): void {
    const all = new Set(hubs)
    for (const hub of all) told.delete(keyOf(group.group, hub))
    deliver(group, all)
  }

  async function hear(group: GroupDatabase, hub: StreamHub, said: Said): Promise<void> {
    const { hubId } = hub
    switch (said.kind) {
      case 'ack': {
        await group.writeHot((hot) => {
          if (lineOf(hot, hubId)?.session === said.session) ackMessages(hot, hubId, said.n)
        })
        deliver(group, [hubId])
        return
      }
      case 'hold-request': {
        const { request } = said
        const pin = await checkPinOfHold(group, hub, { request, at: clock() })
        if (pin.outcome === 'refused') {
          hubStream.send(hub, { kind: 'hold-refused', refusal: pin.refusal })
          return
        }
        const { refusal, hubs } = await group.writeHot((hot) =>
          answerHoldRequest(hot, hub, request, clock()),
        )
        if (refusal !== null) {
          const told = pin.outcome === 'right' ? { ...refusal, pinRight: true } : refusal
          hubStream.send(hub, { kind: 'hold-refused', refusal: told })
        }
        // Asked again, the grant may have been lost on its way.
        else told.delete(keyOf(group.group, hubId))
        deliver(group, hubs)
        return
      }
      case 'refund-request': {
        const { granted, reason, hubs } = await group.writeHot((hot) =>
          answerRefundRequest(hot, { hubId, ...said }, clock()),
        )
        hubStream.send(hub, { kind: 'refund-answer', id: said.id, granted, reason })
        deliver(group, hubs)
        return
      }
      case 'voucher-claim': {
        const reason = await group.writeHot((hot) => claimVoucher(hot, hub, said, clock()))
        hubStream.send(hub, { kind: 'voucher-answer', id: said.id, reason })
        return
      }
      case 'voucher-kept':
        return group.writeHot((hot) => keepClaims(hot, hub, said))
      case 'balance-request': {
        const hot = group.readHot()
        const answer = askedBalances(hot, hub, said, clock())
        const sealed = openLeasePins(hot, { hubId, at: clock() })
        const pins = answer.accounts.flatMap(({ account }) => sealed.ofLoaded(account) ?? [])
        // First, so that who waits for the balance has it, too.
        if (pins.length > 0) hubStream.send(hub, { kind: 'pins', pins, upTo: null, tries: [] })
        hubStream.send(hub, answer)
        return
      }
      case 'offline-tries':
        return group.writeHot((hot) => saveOfflineTries(hot, hubId, said.tries))
      case 'pin-tries':
        await hearTries({
          group,
          hub,
          said,
          at: clock(),
          send: (pins) => hubStream.send(hub, pins),
        })
    }
  }

  function pinChanged(group: GroupDatabase, memberId: number): void {
    const hot = group.readHot()
    for (const [hubId, accounts] of holdersOf(hot, memberId)) {
      const sealed = openLeasePins(hot, { hubId, at: clock() })
      const pins = accounts.flatMap((account) => sealed.of(account) ?? [])
      const address = { group: group.group, hubId }
      if (pins.length > 0) hubStream.send(address, { kind: 'pins', pins, upTo: null, tries: [] })
    }
  }

  const withGroup = (hub: StreamHub, job: (group: GroupDatabase) => Promise<void> | void): void => {
    const run = async () => {
      const group = await groups.find(hub.group)
      if (group !== undefined) await job(group)
    }
    run().catch((error: unknown) => {
      log.error({ err: error, group: hub.group, hub: hub.hubId }, 'hub line failed')
    })
  }

  hubStream.listen({
    seen: (hub) => withGroup(hub, (group) => deliver(group, [hub.hubId])),
    connected: (hub) => withGroup(hub, (group) => repeat(group, [hub.hubId])),
    said: (hub, message) => withGroup(hub, (group) => hear(group, hub, message)),
  })
  return { deliver, repeat, pinChanged }
}
