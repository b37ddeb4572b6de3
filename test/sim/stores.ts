import { createBoxClock } from './clocks.ts'
import type { Lines } from './messages.ts'
import type { Address, Handlers, Network } from './network.ts'
import { type Box, createBox } from './nodes/box/box.ts'
import { type BoxDisk, blankDisk } from './nodes/box/box-disk.ts'
import { createTill, type Till } from './nodes/till.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** One store: its box, a copy of it that somebody runs beside, and its tills. */
export interface Store {
  readonly index: number
  /** That of its present box, which a new one does not take over. */
  hub: number
  box: Box
  copy: Box | null
  readonly tills: readonly Till[]
  /** Tills that talk to the copy. */
  readonly atCopy: Set<string>
}

export interface Stores {
  readonly all: readonly Store[]
  store(index: number): Store | undefined
  boxOf(index: number, till: string): Box
  /** Other hardware with this disk, in the place of the present box. */
  install(store: Store, disk: BoxDisk): Box
  /** Other hardware with this disk, beside the present box. */
  installCopy(store: Store, disk: BoxDisk): Box
  /** The disk is gone: what is nowhere else never happened. */
  destroy(box: Box): void
}

export function createStores(
  world: World,
  { random, tillsEach }: { readonly random: Random; readonly tillsEach: number },
): Stores {
  const { network, agenda, oracle } = world
  let hardware = 0

  function makeBox(index: number, disk: BoxDisk): Box {
    hardware += 1
    const id = hardware
    const chance = random.fork(`box ${id}`)
    const address = network.join()
    const clock = createBoxClock({
      now: agenda.now,
      box: `B${id}`,
      driftPpm: chance.between(-100, 100),
      wallOffsetMs: chance.between(-2_000, 2_000),
    })
    return createBox({ world, id, address, store: index, disk, clock, random: chance })
  }

  function makeStore(index: number): Store {
    const hub = index + 1
    const box = makeBox(index, blankDisk({ hub, key: `K${hub}`, epoch: 1, session: null }))
    const tills: Till[] = []
    for (let i = 0; i < tillsEach; i += 1) {
      const till = createTill(world, { address: network.join(), store: index, name: `T${i + 1}` })
      network.attach(till.address, { 'till-lan': till.fromHub })
      tills.push(till)
    }
    return { index, hub, box, copy: null, tills, atCopy: new Set() }
  }

  const all = world.stores.map(makeStore)
  const stores: Stores = {
    all,
    store: (index) => all[index],
    boxOf(index, till) {
      const store = all[index]
      if (store === undefined) throw new RangeError(`there is no store ${index}`)
      return store.copy !== null && store.atCopy.has(till) ? store.copy : store.box
    },
    install(store, disk) {
      const box = makeBox(store.index, disk)
      store.box = box
      store.hub = disk.identity.hub
      return box
    },
    installCopy(store, disk) {
      const box = makeBox(store.index, disk)
      store.copy = box
      return box
    },
    destroy(box) {
      for (const { id } of box.disk.journal.records()) oracle.lost(box.id, id)
    },
  }
  return stores
}

/** Puts a running box on its lines. */
export function connect(network: Network<Lines>, box: Box): void {
  network.attach(box.address, linesOf(box))
}

export function disconnect(network: Network<Lines>, address: Address): void {
  network.attach(address, null)
}

function linesOf(box: Box): Handlers<Lines> {
  return {
    'till-lan': box.fromTill,
    push: box.fromPush,
    stream: box.fromStream,
    hold: box.fromHold,
    feed: (line) => {
      if (line.kind === 'cut') box.fromFeed(line.cut)
    },
  }
}
