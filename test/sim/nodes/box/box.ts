import type { Head } from '#shared/journal/record.ts'
import type { BoxClock } from '../../clocks.ts'
import type { FeedCut, HoldLine, PushLine, StreamLine, TillLan } from '../../messages.ts'
import type { Address } from '../../network.ts'
import { type BoxDisk, type BoxImage, imageOf } from './box-disk.ts'
import { type BoxParts, createBoxParts } from './box-parts.ts'
import type { BoxSite } from './box-site.ts'
import type { Death } from './process.ts'

/** One store's box: the product's hub machines over a simulated disk, clock and network. */
export interface Box {
  readonly id: number
  readonly address: Address
  readonly store: number
  readonly clock: BoxClock
  readonly disk: BoxDisk
  isUp(): boolean
  start(): void
  crash(): void
  dieAfter(steps: number, how: Death, next: () => void): void
  suspend(): void
  resume(): void
  /** The cloud cannot read the next receipt. */
  poisonNext(): void
  setContract(version: number): void
  image(): BoxImage
  readonly fromTill: (said: TillLan, from: Address) => void
  readonly fromPush: (said: PushLine) => void
  readonly fromStream: (said: StreamLine) => void
  readonly fromHold: (said: HoldLine) => void
  fromFeed(cut: FeedCut): void
  /** The replica is gone, and this one comes in its place. */
  rebuildReplica(cut: FeedCut): void
  /** For the checks at the end. */
  head(): Head
  leftByLease(): ReadonlyMap<string, number>
  isInSession(): boolean
  isResting(): boolean
}

export function createBox(site: BoxSite): Box {
  const { id, address, store, disk, clock } = site
  const parts = createBoxParts(site)
  const { process, projections, contract, line, writer, payments } = parts

  return {
    id,
    address,
    store,
    clock,
    disk,
    isUp: process.isUp,
    start: () => start(site, parts),
    crash: process.crash,
    dieAfter: process.dieAfter,
    suspend: process.suspend,
    resume: process.resume,
    poisonNext: contract.poisonNext,
    setContract: contract.setVersion,
    image: () => imageOf(disk),
    fromTill(said, from) {
      if (process.step()) parts.tillDesk(said, from)
    },
    fromPush(said) {
      if (process.step()) hearPush(said, site, parts)
    },
    fromStream(said) {
      if (process.step()) parts.stream.hear(said)
    },
    fromHold(said) {
      if (!process.step()) return
      parts.refundAsks.hear(said)
      parts.holds.hear(said)
    },
    fromFeed(cut) {
      if (process.step()) hearFeed(cut, parts)
    },
    rebuildReplica(cut) {
      disk.feed = null
      disk.feedBefore = null
      if (!process.isAwake()) return
      site.world.reach('box: the replica is built again')
      hearFeed(cut, parts)
    },
    head: projections.head,
    leftByLease() {
      const left = new Map<string, number>()
      for (const { id: lease, granted, spent, returned } of projections.wallet.openLeases()) {
        left.set(lease, granted - spent - returned)
      }
      return left
    },
    isInSession: () => line.session() !== null,
    isResting: () => writer.isIdle() && payments.isEmpty(),
  }
}

/** A boot: what is not on the disk is forgotten, and the rest is read from the journal. */
function start(site: BoxSite, parts: BoxParts): void {
  const { world, id, disk, random } = site
  const { process, projections, payments, leaseEnds, handshake } = parts
  process.start()
  payments.start()
  const { time, line, writer, census, stream, holds, refundAsks, saveDesk } = parts
  for (const part of [projections, time, line, writer, census, handshake]) part.start()
  for (const part of [stream, holds, refundAsks, saveDesk]) part.start()
  disk.journal.sync()
  world.checkChain(disk.journal, 0)
  projections.readAgain()
  for (const { body } of disk.journal.records()) world.oracle.journaled(id, body.envelope)
  leaseEnds.closeOrphans()
  process.later(random.between(10, 500), handshake.hello)
  process.beat(() => tick(site, parts))
}

/** Whatever nobody reminds the box of. */
function tick({ world, address }: BoxSite, parts: BoxParts): void {
  const { time, line, handshake, leaseEnds, holds } = parts
  if (line.session() === null || time.wantsHandshake()) handshake.hello()
  line.push()
  leaseEnds.closeForgotten()
  holds.tick()
  leaseEnds.closeEnded()
  world.network.send(address, world.cloudAddress, 'feed', { kind: 'ask', box: address })
}

function hearFeed(cut: FeedCut, { line, overlay }: BoxParts): void {
  line.noteHeard()
  overlay.adopt(cut)
}

function hearPush(said: PushLine, { random }: BoxSite, parts: BoxParts): void {
  const { process, line, holds, handshake } = parts
  line.noteHeard()
  switch (said.kind) {
    case 'batch-answer': {
      const outcome = line.hear(said)
      if (outcome === 'taken') {
        holds.askAgain()
        line.push()
      }
      if (outcome === 'not-yours') process.later(random.between(1_000, 5_999), handshake.hello)
      return
    }
    case 'prove':
    case 'welcome':
    case 'new-epoch':
    case 'turned-away':
      handshake.hear(said)
      return
    case 'hello':
    case 'batch':
  }
}
