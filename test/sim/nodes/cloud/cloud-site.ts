import type { Position } from '#shared/journal/record.ts'
import type { CloudClock } from '../../clocks.ts'
import { createMemoryHistory, type MemoryHistory } from '../../memory-history.ts'
import type { Address } from '../../network.ts'
import type { World } from '../../world.ts'
import { type Command, type Done, runCommand } from '../books.ts'
import type { Durable } from './durable.ts'

/** Where the parts of the cloud meet: its data, and what it remembers beside them. */
export interface CloudSite {
  readonly world: World
  readonly address: Address
  readonly clock: CloudClock
  /** Replaced as a whole when a backup is restored. */
  data: Durable
  /** Which box answers for a hub: the one whose session is open. */
  readonly boxes: Map<number, Address>
  /** Heads told in the last handshakes: what a restored cloud waits for. */
  readonly told: Map<number, Position>
}

export function historyOf({ data }: CloudSite, hub: number): MemoryHistory {
  let known = data.histories.get(hub)
  if (known === undefined) data.histories.set(hub, (known = createMemoryHistory(hub)))
  return known
}

export function storeOf({ data }: CloudSite, hub: number): number | undefined {
  return data.hubs.get(hub)?.store
}

export function isRevoked({ data }: CloudSite, hub: number): boolean {
  return data.hubs.get(hub)?.isRevoked === true
}

export function runIn({ world, data }: CloudSite, command: Command): Done {
  const done = runCommand(data.books, world.rules, command)
  world.checkBooks(data.books, null)
  return done
}

export function mayPromise({ world, data }: CloudSite): boolean {
  return world.rules.mayPromise(data.recovery)
}
