import type { StreamMessage } from '#shared/contracts/lease.ts'
import type { Home } from '#shared/value/cloud/home-store.ts'
import type { Recovery } from '#shared/value/cloud/recovery.ts'
import { createMemoryHistory, type MemoryHistory } from '../../memory-history.ts'
import { type Books, createBooks } from '../books.ts'

export type MessageBody = StreamMessage['body']

/** Messages of one epoch and incarnation that the hub has not acknowledged. */
export interface Outbox {
  readonly epoch: number
  readonly last: number
  readonly waiting: readonly { readonly n: number; readonly body: MessageBody }[]
}

/** A box that was claimed, with a number of its own; the next one in its store is another hub. */
export interface ClaimedHub {
  readonly store: number
  /** It is dead, and nothing that calls itself by this number is heard any more. */
  readonly isRevoked: boolean
}

/** Everything that survives a crash of the cloud; a copy of it is a backup. */
export interface Durable {
  readonly books: Books
  /** By number, each store's first one before all others. */
  readonly hubs: Map<number, ClaimedHub>
  readonly histories: Map<number, MemoryHistory>
  readonly outboxes: Map<number, Outbox>
  readonly homes: Map<string, Home>
  /** Accounts that were ever spent from. */
  readonly redeemed: Set<string>
  incarnation: number
  /** Names leases and sessions, together with the incarnation. */
  counter: number
  recovery: Recovery
  contract: number
}

export interface Backup {
  readonly data: Durable
  readonly highestTime: number
}

export function createDurable(stores: readonly number[]): Durable {
  return {
    books: createBooks(),
    hubs: new Map(stores.map((store, i) => [i + 1, { store, isRevoked: false }])),
    histories: new Map(),
    outboxes: new Map(),
    homes: new Map(),
    redeemed: new Set(),
    incarnation: 1,
    counter: 0,
    recovery: { waitingFor: [], overridden: [] },
    contract: 1,
  }
}

export function copyOf(data: Durable): Durable {
  const histories = new Map<number, MemoryHistory>()
  for (const [hub, past] of data.histories) histories.set(hub, createMemoryHistory(hub, past))
  return {
    ...data,
    books: createBooks(data.books),
    hubs: new Map(data.hubs),
    histories,
    outboxes: new Map(data.outboxes),
    homes: new Map(data.homes),
    redeemed: new Set(data.redeemed),
  }
}

/** What another incarnation begins with; which hubs it waits for is for the rules to say. */
export function restoredFrom(backup: Durable, incarnation: number): Durable {
  const data: Durable = { ...copyOf(backup), incarnation }
  for (const [hub, past] of data.histories) data.histories.set(hub, past.restore())
  // Numbers start again: what was not acknowledged is said again under them.
  for (const [hub, { epoch, waiting }] of data.outboxes) {
    const again = waiting.map(({ body }, index) => ({ n: index + 1, body }))
    data.outboxes.set(hub, { epoch, last: again.length, waiting: again })
  }
  return data
}
