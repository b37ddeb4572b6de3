import type { StreamMessage } from '#shared/contracts/lease.ts'
import type { Received } from '#shared/value/hub/receive.ts'
import type { Wallet } from '#shared/value/hub/wallet.ts'
import type { Rules } from '../rules.ts'
import type { Bug } from './bug.ts'

/** Spine B1.4: a grant after its request's deadline is returned at once. */
export const lateGrantKept: Bug = {
  mistake: 'a hold that comes after the till gave up is kept as any lease',
  withinSteps: 300_000,
  breaks: ['a hold given late goes back at once'],
  storyAtMost: 12,
  change: (rules) => ({
    receiveMessage: (input) => {
      const { message } = input
      if (message.body.kind !== 'grant') return rules.receiveMessage(input)
      const body = { ...message.body, requestId: null }
      return rules.receiveMessage({ ...input, message: { ...message, body } })
    },
  }),
}

/** Spine B1.4: the recall overtakes its grant. */
export const unknownRecallIgnored: Bug = {
  mistake: 'messages are taken as they come, and a recall of a lease not held is acknowledged only',
  withinSteps: 500_000,
  breaks: ['a recall is answered by the hub'],
  storyAtMost: 12,
  change: (rules) => anyOrder(rules, { refusesUnknown: false }),
}

/** Spine B1.3: the disk that acknowledged it died before the books heard of its answer. */
export const waitsForAnswered: Bug = {
  mistake: 'an older copy of a disk goes on where a message that it lacks was acknowledged',
  withinSteps: 1_700_000,
  breaks: ['no escrow is lost without an open entry', 'a recall is answered by the hub'],
  storyAtMost: 12,
  change: () => ({ lacksAnswers: () => false }),
}

/** As the bug, but an unknown lease is refused: the rule that makes any order safe. */
export function takingAnyOrder(rules: Rules): Partial<Rules> {
  return anyOrder(rules, { refusesUnknown: true })
}

/**
 * A hub that remembers which numbers it has answered, instead of how far it is. What it has
 * answered is read out of its journal again after a restart.
 */
function anyOrder(
  rules: Rules,
  { refusesUnknown }: { readonly refusesUnknown: boolean },
): Partial<Rules> {
  const answered = new WeakMap<Wallet, Set<string>>()

  function answeredBy(wallet: Wallet): Set<string> {
    let numbers = answered.get(wallet)
    if (numbers === undefined) answered.set(wallet, (numbers = new Set()))
    return numbers
  }

  /** Acknowledgements are cumulative: up to the first number that is missing. */
  function inOneRow(message: StreamMessage, numbers: ReadonlySet<string>): number {
    let n = 0
    while (numbers.has(placeOf({ ...message, n: n + 1 }))) n += 1
    return n
  }

  return {
    projectEvent(wallet, event) {
      rules.projectEvent(wallet, event)
      const { envelope, payload } = event
      const numbers = answeredBy(wallet)
      if (event.seq === 1) numbers.clear()
      const n = envelope.word?.n ?? payload.n ?? 0
      const { incarnation = 0, epoch = event.epoch } = payload
      if (n > 0) numbers.add(placeOf({ incarnation, epoch, n }))
    },
    receiveMessage(input): Received {
      const { message, wallet } = input
      const numbers = answeredBy(wallet)
      const place = placeOf(message)
      const { incarnation, epoch, n, body } = message
      const at = (last: number): Wallet => ({
        ...wallet,
        stream: () => ({ incarnation, epoch, n: last }),
      })
      const got = rules.receiveMessage({ ...input, wallet: at(numbers.has(place) ? n : n - 1) })
      if (got.outcome === 'repeated') return { ...got, n: inOneRow(message, numbers) }
      if (got.outcome !== 'taken') return got
      const acknowledged = inOneRow(message, new Set([...numbers, place]))
      const held = body.kind !== 'recall' || wallet.lease(body.lease) !== undefined
      if (held || refusesUnknown) return { ...got, n: acknowledged }
      // Journaled as nothing but a place in the stream.
      const payload = { v: 1 as const, incarnation, epoch, n }
      const draft = { type: 'refund-right.returned', word: null, receiptId: null, payload } as const
      return { outcome: 'taken', n: acknowledged, draft, isOurs: true }
    },
  }
}

function placeOf(at: {
  readonly incarnation: number
  readonly epoch: number
  readonly n: number
}): string {
  return `${at.incarnation}/${at.epoch}/${at.n}`
}
