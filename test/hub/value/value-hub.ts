import { expect } from 'vitest'
import type { z } from 'zod'
import type { Position } from '#hub/journal/job.ts'
import type { StreamMessage } from '#shared/contracts/lease.ts'
import { type CloudToHub, type HubToCloud } from '#shared/contracts/sync.ts'
import { NotSpendable, Saved, type TillAccount, TillMember } from '#shared/contracts/till.ts'
import type { HubSession } from '#shared/value/hub/receive.ts'
import {
  newId,
  type OpenHubOptions,
  one,
  openTestHub,
  type TestHub,
  type TestTill,
} from '../open-hub.ts'

export const HOUR = 3_600_000
export const credit = {
  id: 3,
  code: 'credit',
  name: 'Дэлгүүрийн кредит',
  kind: 'store-credit',
  offline: 'leased',
} as const
/** A member with 5000.00 of store credit. */
export interface Holder {
  readonly id: number
  readonly account: string
  readonly phone: string
}

type ToCloud = z.infer<typeof HubToCloud>
type ToHub = Extract<
  z.infer<typeof CloudToHub>,
  { kind: 'message' | 'hold-refused' | 'voucher-answer' | 'balances' }
>

/** A hub in a session with a cloud whose part the test plays. */
export interface ValueHub extends TestHub {
  readonly said: ToCloud[]
  session: HubSession
  /** No line any more; the session stays, as after a cut. */
  isCut: boolean
  /** The cloud's time; null after a start without it. */
  upper: number | null
  /** Plays the cloud: what it answers to a hold. */
  onHold: (request: Extract<ToCloud, { kind: 'hold-request' }>['request']) => ToHub | null
  /** Balances that it tells when it is asked; of others no more than the replica has. */
  readonly inBooks: Map<string, number>
  /** Up to where its books have the hub's journal when it tells them; its head, unless told. */
  markInBooks: Position | null
  /** What it answers to a claim on a voucher; yes, unless told. */
  onClaim: (claim: Extract<ToCloud, { kind: 'voucher-claim' }>) => ToHub | null
  /** The next message of the stream, acknowledged. */
  readonly tell: (body: StreamMessage['body']) => Promise<void>
  readonly messageOf: (body: StreamMessage['body']) => StreamMessage
  readonly newHolder: () => Holder
  /** A standing lease of a day. */
  readonly grant: (
    lease: string,
    of: Holder,
    amount: number,
    change?: Partial<Grant>,
  ) => Promise<void>
  readonly leaseAt: (lease: string) => ReturnType<TestHub['journal']['rows']>[number] | undefined
  readonly accountOf: (till: TestTill, of: Holder) => Promise<TillAccount | undefined>
}
type Grant = Extract<StreamMessage['body'], { kind: 'grant' }>

export async function openValueHub(options: OpenHubOptions = {}): Promise<ValueHub> {
  const said: ToCloud[] = []
  let n = 0
  let holders = 0
  const hub = await openTestHub({
    ...options,
    feed: { programmes: [credit], ...options.feed },
    upper: () => state.upper,
    line: {
      session: () => state.session,
      isOpen: () => !state.isCut,
      send(message) {
        if (state.isCut) return false
        said.push(message)
        const answer = answerTo(message)
        if (answer !== null) setImmediate(() => hub.value.hear(answer))
        return true
      },
    },
  })
  const answerTo = (message: ToCloud): ToHub | null => {
    if (message.kind === 'hold-request') return state.onHold(message.request)
    if (message.kind === 'voucher-claim') return state.onClaim(message)
    if (message.kind !== 'balance-request') return null
    const [mark, at] = [state.markInBooks ?? hub.journal.head(), Date.now()]
    const accounts = message.accounts.flatMap((account) => {
      const balance = state.inBooks.get(account)
      return balance === undefined ? [] : [{ account, balance, changedAt: at }]
    })
    return { kind: 'balances', id: message.id, at, mark, accounts }
  }
  const messageOf = (body: StreamMessage['body']): StreamMessage => {
    n += 1
    return { session: state.session.id, incarnation: 1, epoch: 1, n, body }
  }
  const state = {
    said,
    session: { id: 's1', incarnation: 1, epoch: 1 },
    isCut: false,
    upper: Date.now() as number | null,
    inBooks: new Map<string, number>(),
    markInBooks: null as Position | null,
    onHold: (() => null) as ValueHub['onHold'],
    onClaim: (({ id }) => ({ kind: 'voucher-answer', id, reason: null })) as ValueHub['onClaim'],
    messageOf,
    async tell(body: StreamMessage['body']) {
      const message = messageOf(body)
      hub.value.hear({ kind: 'message', message })
      const isAcked = () => said.some((each) => each.kind === 'ack' && each.n === message.n)
      await expect.poll(isAcked, { interval: 2, message: `message ${message.n} acked` }).toBe(true)
    },
    newHolder(): Holder {
      holders += 1
      const phone = `9911${1000 + holders}`
      const member = { id: holders, name: 'Болд', phone, balances: { [credit.id]: 5_000_00 } }
      hub.feed.put({ members: [member] })
      return { id: holders, account: `${credit.code}:${holders}`, phone }
    },
    grant(lease: string, { account }: Holder, amount: number, change: Partial<Grant> = {}) {
      const endsAt = Date.now() + 24 * HOUR
      const of = { kind: 'grant', requestId: null, receiptId: null, account, endsAt } as const
      return state.tell({ ...of, lease, amount, ...change })
    },
    leaseAt: (lease: string) =>
      hub.journal.rows('SELECT state, granted, spent, returned FROM wallet_lease WHERE id = ?', [
        lease,
      ])[0],
    async accountOf(till: TestTill, { phone }: Holder) {
      const { body } = await till.call('GET', `/members?phone=${phone}`)
      return TillMember.parse(body).accounts[0]
    },
  }
  return Object.assign(state, hub)
}

/** Sells a book of 1000.00, the rest of it for cash. */
export async function sellFor(till: TestTill, of: Holder, inCredit: number, id = newId()) {
  const basket = { lines: [one(1)], memberId: of.id }
  const { quoteId, priced } = await till.quote(basket)
  const { total } = priced
  const tenders = [
    { kind: 'store-credit', given: inCredit },
    ...(total > inCredit ? [{ kind: 'cash', given: total - inCredit }] : []),
  ]
  const sale = { id, shiftId: till.shiftId, basket, quoteId, total, tenders }
  const { status, body } = await till.call('POST', '/sales', sale)
  return { status, body, sale }
}

export const saved = (answer: { readonly body: unknown }) => Saved.parse(answer.body)
export const refused = (answer: { readonly body: unknown }) =>
  NotSpendable.loose().parse(answer.body)
