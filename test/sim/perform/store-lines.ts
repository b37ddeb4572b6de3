import { type Channel, channels, type Quality } from '../network.ts'
import type { Direction } from '../op.ts'
import type { Store } from '../stores.ts'
import type { Healing } from './healing.ts'
import type { Scene } from './scene.ts'

/** Breaks and mends the lines of a store. */
export interface StoreLines {
  cut(store: Store, cut: Cut): void
  /** Between one till and whatever box answers it. */
  cutTill(store: Store, till: number, cut: Omit<Cut, 'channels'>): void
  storm(store: Store, storm: Storm): void
}

interface Cut {
  readonly channels: readonly Channel[]
  readonly direction: Direction
  readonly forMs: number
}

type Storm = Omit<Quality, 'latencyMs'> & { readonly forMs: number }

/** From one end of a line to the other. */
type Way = readonly [from: number, to: number]

const stormLatencyMs = [20, 800] as const

export function createStoreLines({ world, cloud }: Scene, healing: Healing): StoreLines {
  const { network } = world

  function cutWays(ways: readonly Way[], channel: Channel, forMs: number): void {
    for (const [from, to] of ways) network.cut(from, to, channel)
    healing.later(forMs, () => {
      for (const [from, to] of ways) network.restore(from, to, channel)
    })
  }

  function setBoth([one, other]: Way, channel: Channel, quality: Quality | null): void {
    network.setQuality(one, other, channel, quality)
    network.setQuality(other, one, channel, quality)
  }

  function setQuality({ box, tills }: Store, quality: Quality | null): void {
    for (const channel of channels) {
      if (channel !== 'till-lan') setBoth([box.address, cloud.address], channel, quality)
    }
    for (const till of tills) setBoth([box.address, till.address], 'till-lan', quality)
  }

  return {
    cut({ box }, { channels: cutChannels, direction, forMs }) {
      const ways = waysUp([box.address, cloud.address], direction)
      for (const channel of cutChannels) cutWays(ways, channel, forMs)
    },
    cutTill({ box, copy, tills }, index, { direction, forMs }) {
      const till = tills[index]
      if (till === undefined) return
      const boxes = copy === null ? [box] : [box, copy]
      const ways = boxes.flatMap(({ address }) => waysUp([till.address, address], direction))
      for (const way of ways) cutWays([way], 'till-lan', forMs)
    },
    storm(store, { loss, duplicate, reorder, forMs }) {
      setQuality(store, { latencyMs: stormLatencyMs, loss, duplicate, reorder })
      healing.later(forMs, () => setQuality(store, null))
    },
  }
}

/** The ways of a line that are concerned; `up` is as it is given. */
function waysUp([low, high]: Way, direction: Direction): Way[] {
  const ways: Way[] = []
  if (direction !== 'down') ways.push([low, high])
  if (direction !== 'up') ways.push([high, low])
  return ways
}
