import type { Lease } from '#shared/value/lease.ts'
import type { CloudClock } from '../../clocks.ts'
import type { MemoryHistory } from '../../memory-history.ts'
import type { FeedCut, HoldLine, PushLine, StreamLine } from '../../messages.ts'
import type { Address } from '../../network.ts'
import type { World } from '../../world.ts'
import type { Books, Command, Done } from '../books.ts'
import { type Claims, createClaims } from './claims.ts'
import { type CloudSite, historyOf, isRevoked, mayPromise, runIn, storeOf } from './cloud-site.ts'
import { type Backup, copyOf, createDurable, restoredFrom } from './durable.ts'
import { createEpochs } from './epochs.ts'
import { createFeed } from './feed.ts'
import { createHandshake } from './handshake.ts'
import { createHoldDesk } from './hold-desk.ts'
import { createIngest } from './ingest.ts'
import { createPromises } from './promises.ts'
import { createRecalls } from './recalls.ts'
import { createStream } from './stream.ts'
import { createVisits } from './visits.ts'

/** HQ's cloud: the product's machines of the books and of the handshake over simulated lines. */
export interface Cloud {
  readonly address: Address
  readonly clock: CloudClock
  books(): Books
  history(hub: number): MemoryHistory
  run(command: Command): Done
  /** A standing lease through the numbered stream, unless it is refused. */
  grant(hub: number, account: string, amount: number, forMs: number): void
  recall(account: string): number
  cut(): FeedCut
  mayPromise(): boolean
  override(hub: number): void
  readonly claim: Claims['claim']
  readonly revoke: Claims['revoke']
  isRevoked(hub: number): boolean
  /** Whether a hub of this epoch may still speak for what it was promised. */
  isHeld(lease: Pick<Lease, 'hub' | 'epoch'>): boolean
  storeOf(hub: number): number | undefined
  fromPush(said: PushLine, from: Address): void
  fromStream(said: StreamLine): void
  fromHold(said: HoldLine): void
  tick(): void
  backup(): Backup
  restore(backup: Backup, incarnation: number): void
  /** The first thing that a restored cloud does. */
  endRestoredHolds(): void
  restart(): void
  upgrade(version: number): void
  undelivered(): readonly string[]
  currentEpoch(hub: number): number
}

export function createCloud(world: World, address: Address, clock: CloudClock): Cloud {
  const { rules } = world
  const data = createDurable(world.stores)
  const site: CloudSite = { world, address, clock, data, boxes: new Map(), told: new Map() }
  const stream = createStream(site)
  const recalls = createRecalls(site, stream)
  const promises = createPromises(site, stream)
  const visits = createVisits(site, { recalls, promises })
  const ingest = createIngest(site, { stream, recalls, visits })
  const epochs = createEpochs(site)
  const claims = createClaims(site, epochs)
  const handshake = createHandshake(site, { epochs, stream })
  const holdDesk = createHoldDesk(site, { stream, recalls, promises })
  const feed = createFeed(site)

  function override(hub: number): void {
    site.data.recovery = rules.overrideHub(site.data.recovery, hub)
  }

  return {
    address,
    clock,
    books: () => site.data.books,
    history: (hub) => historyOf(site, hub),
    run: (command) => runIn(site, command),
    grant: (hub, account, amount, forMs) => promises.grant(hub, account, amount, forMs),
    recall: (account) => recalls.account(account),
    cut: () => feed.cut(),
    mayPromise: () => mayPromise(site),
    override,
    claim: claims.claim,
    revoke: claims.revoke,
    isRevoked: (hub) => isRevoked(site, hub),
    isHeld: ({ hub, epoch }) => !isRevoked(site, hub) && epoch === historyOf(site, hub).epoch,
    storeOf: (hub) => storeOf(site, hub),
    fromPush(said, from) {
      if (said.kind === 'hello') handshake(said, from)
      else if (said.kind === 'batch') ingest.take(said, from)
    },
    fromStream: (said) => stream.hear(said),
    fromHold: (said) => holdDesk.hear(said),
    tick: () => stream.flushAll(),
    backup: () => ({ data: copyOf(site.data), highestTime: clock.highest() }),
    restore(backup, incarnation) {
      site.data = restoredFrom(backup.data, incarnation)
      site.data.recovery = rules.startRecovery(claims.inUse())
      clock.restoreHighest(backup.highestTime)
      site.boxes.clear()
      site.told.clear()
      feed.forget()
    },
    endRestoredHolds: () => endRestoredHolds(site),
    restart: () => ingest.restart(),
    upgrade(version) {
      site.data.contract = Math.max(site.data.contract, version)
    },
    undelivered: () => stream.undelivered(),
    currentEpoch: (hub) => historyOf(site, hub).epoch,
  }
}

function endRestoredHolds(site: CloudSite): void {
  const { world, clock } = site
  const { incarnation } = site.data
  const at = clock.now()
  for (const account of world.accountIds) {
    const done = runIn(site, { verb: 'endRestoredHolds', account, incarnation, at })
    if (done.outcome === 'done') world.reach('cloud: a hold of before the restore is ended')
  }
}
